socklings check 2.1 --quiet; echo "[$?]"
socklings check 2.1 --quiet --file "$TOP/solutions/02-byte-order/1-two-bytes.c"; echo "[$?]"
