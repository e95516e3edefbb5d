# a storm is played where the script lets it be, and nowhere else
socklings check 8.1 --file "$TOP/solutions/08-send-and-recv/1-send-all.c" --storm partial
socklings check 6.1 --file "$TOP/solutions/06-accept/1-greet.c" --storm partial
echo "[$?]"
