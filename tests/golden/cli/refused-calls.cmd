# a call that the sandbox refuses to everybody is not the program's doing
for call in 'memfd_create("x", 0)' 'unshare(0x40000000)' 'syscall(425, 1, NULL)'; do
	cat >asks.c <<C
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	if ($call < 0)
		perror("${call%%(*}");
	return 1;
}
C
	socklings check 6.1 --file asks.c | sed -n '4,/Of 3/p'
done
