# the status with which a sanitizer ends a program is explained, with its report and without
cat >double.c <<'C'
#include <stdlib.h>
#include <unistd.h>

static char *text;

static void clean_up(void)
{
	free(text);
	free(text);
}

int main(int argc, char **argv)
{
	text = malloc(10);
	if (QUIET)
		close(2);
	atexit(clean_up);
}
C
sed 's/QUIET/0/' double.c >told.c
sed 's/QUIET/1/' double.c >quiet.c
socklings check 6.1 --file told.c | sed -n '2,/Of 3/p'
socklings check 6.1 --file quiet.c | sed -n '2,/Of 3/p'
