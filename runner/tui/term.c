// SPDX-License-Identifier: MIT
#include "tui/term.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

/* The one terminal: curses keeps one too, and a crash handler can reach nothing else. */
static struct {
	bool open, lent, colours;
	enum theme theme;
	SCREEN *screen;
	FILE *in, *out;
	struct termios before;
	char restore[256]; /* what puts the terminal back, ready for a signal handler */
	size_t restore_len;
	int signal_pipe[2];
	int mouse_row, mouse_col;
	struct sigaction old[NSIG], suspend; /* suspend: what curses does at Ctrl-Z */
} term;

static const int crashes[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
static const int wanted[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGWINCH, SIGCONT, SIGCHLD };

/* ---- giving it back, whatever happens */

static void on_crash(int sig)
{
	if (term.open && !term.lent) {
		ssize_t ignored = write(STDOUT_FILENO, term.restore, term.restore_len);

		(void)ignored;
		tcsetattr(STDIN_FILENO, TCSADRAIN, &term.before);
	}
	signal(sig, SIG_DFL);
	raise(sig);
}

static void on_signal(int sig)
{
	int saved = errno;
	unsigned char byte = sig;
	ssize_t ignored = write(term.signal_pipe[1], &byte, 1);

	(void)ignored;
	errno = saved;
}

static void handle(int sig, void (*handler)(int), int flags)
{
	struct sigaction act = { .sa_handler = handler, .sa_flags = flags };

	sigaction(sig, &act, NULL);
}

static void remember_handlers(void)
{
	for (size_t i = 0; i < ARRAY_LEN(crashes); i++)
		sigaction(crashes[i], NULL, &term.old[crashes[i]]);
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		sigaction(wanted[i], NULL, &term.old[wanted[i]]);
}

static void handle_all(void)
{
	for (size_t i = 0; i < ARRAY_LEN(crashes); i++)
		handle(crashes[i], on_crash, SA_NODEFER | SA_RESETHAND);
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		handle(wanted[i], on_signal, SA_RESTART);
}

static void unhandle_all(void)
{
	for (size_t i = 0; i < ARRAY_LEN(crashes); i++)
		sigaction(crashes[i], &term.old[crashes[i]], NULL);
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		sigaction(wanted[i], &term.old[wanted[i]], NULL);
}

static void add_restore(const char *s)
{
	size_t len = s && s != (char *)-1 ? strlen(s) : 0;

	if (!len || term.restore_len + len > sizeof term.restore)
		return;
	memcpy(term.restore + term.restore_len, s, len);
	term.restore_len += len;
}

static void remember_restore(void)
{
	static const char *const names[] = { "rmkx", "sgr0", "cnorm", "rmcup" };
	const char *mouse = tigetstr("kmous");

	term.restore_len = 0;
	if (mouse && mouse != (char *)-1) /* what curses switches on where it finds a mouse */
		add_restore("\033[?1006l\033[?1000l");
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		add_restore(tigetstr(names[i]));
}

/* ---- opening */

const char *term_refusal(void)
{
	const char *name = getenv("TERM");

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return "this is not a terminal";
	if (!name || !*name || !strcmp(name, "dumb"))
		return "the terminal says that it cannot move its cursor (TERM is unset or "
		       "\"dumb\")";
	return NULL;
}

bool term_utf8(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

static short pick(const struct theme_row *r, bool back)
{
	bool light = term.theme == THEME_LIGHT, rich = COLORS >= 256;
	short c = back	  ? rich ? light ? r->back_light256 : r->back_dark256 : r->back16
		  : rich  ? light ? r->light256 : r->dark256
		  : light ? r->light16
			  : r->dark16;

	if (c >= COLORS) /* eight colours: dark grey would be black */
		return c == 8 ? -1 : c % 8;
	return c;
}

static void apply_theme(void)
{
	if (!term.colours)
		return;
	for (int i = 0; i < ROLES; i++)
		init_pair(i + 1, pick(&theme_rows[i], false), pick(&theme_rows[i], true));
}

void term_set_options(const struct term_options *options)
{
	if (!term.open)
		return;
	term.theme = options->theme;
	term.colours = options->colours && has_colors();
	apply_theme();
	mousemask(options->mouse ? BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED : 0, NULL);
	mouseinterval(0);
	clearok(curscr, TRUE);
}

static void learn_others(void);

bool term_open(const struct term_options *options, struct err *err)
{
	const char *refusal = term_refusal();

	if (refusal)
		return err_set(err, "the screen cannot be opened: %s", refusal);
	if (pipe2(term.signal_pipe, O_CLOEXEC | O_NONBLOCK) < 0)
		return err_sys(err, "cannot make a pipe");
	tcgetattr(STDIN_FILENO, &term.before);
	remember_handlers();
	handle_all();
	term.screen = newterm(NULL, stdout, stdin);
	if (!term.screen) {
		unhandle_all();
		return err_set(err,
			"the terminal type \"%s\" is not known here: try TERM=xterm, or "
			"socklings --plain",
			getenv("TERM"));
	}
	/* curses takes SIGWINCH and SIGINT for itself: they are ours. SIGTSTP stays its: it restores and redraws. */
	handle_all();
	term.open = true;
	remember_restore();
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	set_escdelay(25);
	learn_others();
	if (has_colors()) {
		start_color();
		use_default_colors();
	}
	term_set_options(options);
	return true;
}

void term_close(void)
{
	if (!term.open)
		return;
	term.open = false;
	endwin();
	delscreen(term.screen);
	term.screen = NULL;
	unhandle_all();
	closep(&term.signal_pipe[0]);
	closep(&term.signal_pipe[1]);
}

void term_lend(void)
{
	struct sigaction plainly = { .sa_handler = SIG_DFL };
	sigset_t keys;

	if (!term.open)
		return;
	term.lent = true;
	/* the borrower's own Ctrl-C is none of our business, not even one that comes before the borrower does */
	sigemptyset(&keys);
	sigaddset(&keys, SIGINT);
	sigaddset(&keys, SIGQUIT);
	sigprocmask(SIG_BLOCK, &keys, NULL);
	endwin();
	unhandle_all();
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	sigprocmask(SIG_UNBLOCK, &keys, NULL);
	/* to end waits until the borrower has: two programs must not be left with one terminal */
	handle(SIGTERM, on_signal, 0);
	handle(SIGHUP, on_signal, 0);
	/* suspended with the borrower, curses would take the terminal from it when both go on */
	sigaction(SIGTSTP, &plainly, &term.suspend);
}

void term_take_back(void)
{
	if (!term.open)
		return;
	handle_all();
	sigaction(SIGTSTP, &term.suspend, NULL);
	term.lent = false;
	flushinp();
	clearok(curscr, TRUE);
	refresh();
}

/* ---- size, keys, signals */

void term_size(int *rows, int *cols)
{
	struct winsize w;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_row && w.ws_col) {
		if (w.ws_row != LINES || w.ws_col != COLS)
			resizeterm(w.ws_row, w.ws_col);
		*rows = w.ws_row;
		*cols = w.ws_col;
		return;
	}
	getmaxyx(stdscr, *rows, *cols);
}

static const struct {
	int curses, ours;
} special[] = {
	{ KEY_UP, TERM_UP },
	{ KEY_DOWN, TERM_DOWN },
	{ KEY_LEFT, TERM_LEFT },
	{ KEY_RIGHT, TERM_RIGHT },
	{ KEY_PPAGE, TERM_PAGE_UP },
	{ KEY_NPAGE, TERM_PAGE_DOWN },
	{ KEY_HOME, TERM_HOME },
	{ KEY_END, TERM_END },
	{ KEY_BACKSPACE, TERM_BACKSPACE },
	{ KEY_DC, TERM_DELETE },
	{ KEY_ENTER, TERM_ENTER },
	{ KEY_BTAB, TERM_BACK_TAB },
	{ KEY_RESIZE, TERM_RESIZED },
	{ KEY_F(1), TERM_F1 },
};
static const struct {
	wint_t character;
	int ours;
} plain[] = {
	{ '\r', TERM_ENTER },
	{ '\n', TERM_ENTER },
	{ '\t', TERM_TAB },
	{ 127, TERM_BACKSPACE },
	{ 8, TERM_BACKSPACE },
};

/* What terminals send whose entry says otherwise, such as tmux's keys under the name of xterm. */
static const struct {
	const char *sequence;
	int key;
} others[] = {
	{ "\033[A", KEY_UP },
	{ "\033OA", KEY_UP },
	{ "\033[B", KEY_DOWN },
	{ "\033OB", KEY_DOWN },
	{ "\033[C", KEY_RIGHT },
	{ "\033OC", KEY_RIGHT },
	{ "\033[D", KEY_LEFT },
	{ "\033OD", KEY_LEFT },
	{ "\033[H", KEY_HOME },
	{ "\033OH", KEY_HOME },
	{ "\033[1~", KEY_HOME },
	{ "\033[7~", KEY_HOME },
	{ "\033[F", KEY_END },
	{ "\033OF", KEY_END },
	{ "\033[4~", KEY_END },
	{ "\033[8~", KEY_END },
	{ "\033[3~", KEY_DC },
	{ "\033[5~", KEY_PPAGE },
	{ "\033[6~", KEY_NPAGE },
	{ "\033[Z", KEY_BTAB },
	{ "\033OP", KEY_F(1) },
	{ "\033[11~", KEY_F(1) },
	{ "\033[[A", KEY_F(1) },
};

static void learn_others(void)
{
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (key_defined(others[i].sequence) == 0)
			define_key(others[i].sequence, others[i].key);
}

/* A key that nobody knows comes as Escape and more at once: it is swallowed whole, so that its letters do nothing. */
static int escape_or_unknown(void)
{
	wint_t c;
	int kind = get_wch(&c);

	if (kind == ERR)
		return TERM_ESCAPE;
	if (kind == OK && (c == '[' || c == 'O'))
		while (get_wch(&c) == OK && (c < 0x40 || c > 0x7e))
			;
	return TERM_UNKNOWN;
}

static int mouse_key(void)
{
	MEVENT e;

	if (getmouse(&e) != OK)
		return TERM_UNKNOWN;
	term.mouse_row = e.y;
	term.mouse_col = e.x;
	if (e.bstate & BUTTON4_PRESSED)
		return TERM_WHEEL_UP;
	if (e.bstate & BUTTON5_PRESSED)
		return TERM_WHEEL_DOWN;
	return e.bstate & BUTTON1_PRESSED ? TERM_CLICK : TERM_UNKNOWN;
}

int term_key(void)
{
	wint_t c;
	int kind = get_wch(&c);

	if (kind == ERR)
		return TERM_NO_KEY;
	if (kind == KEY_CODE_YES && c == KEY_MOUSE)
		return mouse_key();
	if (kind == KEY_CODE_YES) {
		for (size_t i = 0; i < ARRAY_LEN(special); i++)
			if ((int)c == special[i].curses)
				return special[i].ours;
		return TERM_UNKNOWN;
	}
	if (c == 27)
		return escape_or_unknown();
	for (size_t i = 0; i < ARRAY_LEN(plain); i++)
		if (c == plain[i].character)
			return plain[i].ours;
	return c;
}

void term_mouse(int *row, int *col)
{
	*row = term.mouse_row;
	*col = term.mouse_col;
}

void term_bell(void)
{
	if (!term.open)
		return;
	beep();
}

void term_repaint(void)
{
	if (!term.open)
		return;
	clearok(curscr, TRUE);
}

int term_key_fd(void)
{
	return STDIN_FILENO;
}

int term_signal_fd(void)
{
	return term.signal_pipe[0];
}

int term_signal(void)
{
	unsigned char byte;

	return term.open && read(term.signal_pipe[0], &byte, 1) == 1 ? byte : 0;
}

/* ---- showing */

static attr_t attrs_of(uint8_t flags)
{
	return (flags & THEME_BOLD ? A_BOLD : 0) | (flags & THEME_DIM ? A_DIM : 0) |
	       (flags & THEME_UNDERLINE ? A_UNDERLINE : 0) |
	       (flags & THEME_REVERSE ? A_REVERSE : 0);
}

/* What is selected is one bar, in one colour: only its weight is kept. */
static attr_t look_of(const struct cell *cell)
{
	const struct theme_row *r = &theme_rows[cell->role], *bar = &theme_rows[ROLE_SELECTED];
	uint8_t own = term.colours ? r->attrs : r->mono;

	if (!cell->selected)
		return attrs_of(own);
	return attrs_of(
		(term.colours ? bar->attrs : bar->mono) | (own & (THEME_BOLD | THEME_UNDERLINE)));
}

static short pair_of(const struct cell *cell)
{
	if (!term.colours)
		return 0;
	return 1 + (cell->selected ? ROLE_SELECTED : cell->role);
}

void term_show(const struct canvas *c, int cursor_row, int cursor_col)
{
	erase();
	for (int row = 0; row < c->rows; row++) {
		const struct cell *cells = &c->cells[(size_t)row * c->cols];

		for (int col = 0; col < c->cols; col++) {
			if (!cells[col].text[0])
				continue;
			attr_set(look_of(&cells[col]), pair_of(&cells[col]), NULL);
			mvaddstr(row, col, cells[col].text);
		}
	}
	attr_set(A_NORMAL, 0, NULL);
	curs_set(cursor_row >= 0);
	if (cursor_row >= 0)
		move(cursor_row, cursor_col);
	refresh();
}
