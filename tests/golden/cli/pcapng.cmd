# what Wireshark makes of it: flags, and which line of code sent the packet
command -v tshark >/dev/null || { echo "there is no tshark"; exit 1; }
socklings trace 6.1 --seed 41 --file "$TOP/solutions/06-accept/1-greet.c" -c 1 -d whole --pcapng run.pcapng >/dev/null
tshark -r run.pcapng -T fields -e tcp.flags.str -e tcp.len -e frame.comment 2>/dev/null | sed 's/·//g'
