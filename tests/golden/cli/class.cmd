# a class, graded by a loop of the shell: whatever a student hands in, the others' results stay what they are
E=06-accept/1-greet
mkdir -p class/ada class/bob class/cem class/dan class/eve class/fay
cp "$TOP/solutions/$E.c" class/ada/greet.c
cp "$TOP/tests/wrong/$E/send-nul-terminator.c" class/bob/greet.c
echo 'int main(void) { return x; }' >class/cem/greet.c
ln -s ../ada/greet.c class/dan/greet.c
mkfifo class/eve/greet.c
# its status is the number of files that it could open
cat >class/fay/greet.c <<C
#include <fcntl.h>
#include <stdio.h>
int main(void)
{
	static const char *const there[] = { "../ada/greet.c", "$PWD/class/ada/greet.c", "$TOP/solutions/$E.c", "/etc/shadow",
		"/proc/1/root$TOP/solutions/$E.c" };
	int opened = 0;
	for (int i = 0; i < 5; i++)
		opened += open(there[i], O_RDONLY) >= 0;
	puts("{ \"outcome\": \"held\" }");
	return opened;
}
C
for f in class/*/greet.c; do
	socklings check 6.1 --file "$f" --json >"${f%.c}.json"
	echo "$f $?"
	tr -d '\t' <"${f%.c}.json" | grep -E '^"(outcome|status)"|^"mistakes":\["' | uniq | head -n 4
done
