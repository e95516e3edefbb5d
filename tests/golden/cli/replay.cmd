# a saved run is judged the same, and by anybody
socklings trace 9.1 --seed 41 --file "$TOP/tests/wrong/09-echo/1-echo/one-recv-is-one-message.c" --save run.jsonl >/dev/null
socklings replay run.jsonl
echo "[$?]"
head -c 300 run.jsonl >half.jsonl
socklings replay half.jsonl
echo "[$?]"
echo '{"kind":"nonsense"}' >other.jsonl
socklings replay other.jsonl
echo "[$?]"
socklings replay missing.jsonl
