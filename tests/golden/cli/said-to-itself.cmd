cat > greet.c <<'C'
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_port = htons(atoi(argv[argc - 1])) };
	int listener = socket(AF_INET, SOCK_STREAM, 0), conn;

	if (bind(listener, (struct sockaddr *)&here, sizeof here) < 0 || listen(listener, 1) < 0)
		return 1;
	conn = accept(listener, NULL, NULL);
	fprintf(stderr, "a client is here\n");
	printf("hello\n");
	close(conn);
	return 0;
}
C
socklings check 6.1 --file greet.c
