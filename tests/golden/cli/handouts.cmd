# as they come, they break
for id in $(socklings list --ids); do
	socklings check $id --seed 41 | head -n 3
	echo
done
