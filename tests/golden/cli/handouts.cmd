# as they come, they break
for id in 1.1 1.4 2.1 4.1 4.5 6.1 6.3 9.1 9.4 11.3 12.1; do
	socklings check $id --seed 41 | head -n 3
	echo
done
