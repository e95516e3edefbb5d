# who waits for a thread of its own is told for what
server() {
	sed -n '1,/unistd/p' "$TOP/solutions/09-echo/1-echo.c"
	echo '#include <pthread.h>'
	cat
	sed -n '/^int main/,$p' "$TOP/solutions/09-echo/1-echo.c"
}
server >lock.c <<'C'
static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;

static void echo(int conn)
{
	pthread_mutex_lock(&one);
	pthread_mutex_lock(&one);
	close(conn);
}
C
server >condition.c <<'C'
static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ready = PTHREAD_COND_INITIALIZER;

static void echo(int conn)
{
	pthread_mutex_lock(&one);
	pthread_cond_wait(&ready, &one);
	close(conn);
}
C
server >join.c <<'C'
static void *serve(void *arg)
{
	pause();
	return arg;
}

static void echo(int conn)
{
	pthread_t thread;

	pthread_create(&thread, NULL, serve, &conn);
	pthread_join(thread, NULL);
}
C
for name in lock condition join; do
	socklings check 9.1 --file $name.c | sed -e 's/process [0-9]*/process P/; s/thread [0-9]*/thread T/' -e '1,3d; /Of 5/,$d'
	socklings check 9.1 --file $name.c --json | grep waits_for | sed 's,thread [0-9]*,thread T,'
done
