// SPDX-License-Identifier: MIT
#include "tui/ladder_pane.h"

#include <stdlib.h>
#include <string.h>

#include "tui/event_doc.h"
#include "tui/ladder_draw.h"
#include "tui/moment.h"
#include "tui/views.h"

enum {
	MOMENT_FROM = 12, /* rows, from which on one is spared for the moment's sockets */
	SPARE_FROM = 20,  /* rows, from which on what is open has more than half */
	BREAK_MARGIN = 3, /* columns beside the words about a break: its sign, the edge */
};

void ladder_pane_init(struct ladder_pane *p)
{
	*p = (struct ladder_pane){ .detail = STORY_TALK, .opened_row = -1 };
	p->pager.link = p->pager.found = -1;
}

void ladder_pane_fini(struct ladder_pane *p)
{
	ladder_free(p->ladder);
	timeline_free(p->tl);
	doc_free(p->opened);
	pager_free(&p->pager);
}

int ladder_pane_rows(const struct ladder_pane *p)
{
	return p->ladder ? (int)p->ladder->count : 0;
}

const struct ladder_row *ladder_pane_row(const struct ladder_pane *p)
{
	return ladder_pane_rows(p) ? &p->ladder->rows[p->selected] : NULL;
}

const struct call_event *ladder_pane_call(const struct ladder_pane *p, int row)
{
	size_t index;
	const struct event *ev;

	if (row >= ladder_pane_rows(p))
		return NULL;
	index = p->ladder->rows[row].index;
	ev = index < timeline_count(p->tl) ? timeline_at(p->tl, index) : NULL;

	return ev && ev->kind == EVENT_CALL && ev->who == p->ladder->left ? &ev->call : NULL;
}

/* ---- what is shown */

/* The event of a row, 0: it has none. */
static uint32_t id_of(const struct ladder_pane *p, const struct ladder_row *r)
{
	return r && r->index < timeline_count(p->tl) ? timeline_at(p->tl, r->index)->id : 0;
}

/* The selection stays at its event, or where that is not told any more, at its moment. */
static void rebuild(struct ladder_pane *p, struct timeline *tl)
{
	const struct ladder_row *r = ladder_pane_row(p);
	uint64_t at = r ? r->time : 0;
	uint32_t id = id_of(p, r);
	bool at_end = p->selected + 1 >= ladder_pane_rows(p);

	p->tl = tl;
	ladder_free(p->ladder);
	p->ladder = p->tl && timeline_count(p->tl)
			    ? ladder_of(p->tl, p->conversation, p->detail, p->columns)
			    : NULL;
	p->opened_row = -1;
	ladder_pane_go(p, at_end ? ladder_pane_rows(p) : p->selected);
	for (int i = 0; !at_end && i < ladder_pane_rows(p) && p->ladder->rows[i].time <= at; i++)
		p->selected = i;
	for (int i = 0; !at_end && id && i < ladder_pane_rows(p); i++)
		if (id_of(p, &p->ladder->rows[i]) == id)
			p->selected = i;
}

void ladder_pane_take(struct ladder_pane *p, struct timeline *tl, const struct conversation *c)
{
	struct timeline *old = p->tl;

	p->conversation = c;
	rebuild(p, tl);
	timeline_free(old); /* the old rows borrowed from it */
}

void ladder_pane_tell(struct ladder_pane *p, enum story_detail detail)
{
	p->detail = detail;
	rebuild(p, p->tl);
}

/* ---- moving */

void ladder_pane_go(struct ladder_pane *p, int row)
{
	int last = ladder_pane_rows(p) - 1;

	p->selected = row > last ? last : row;
	if (p->selected < 0)
		p->selected = 0;
}

void ladder_pane_move(struct ladder_pane *p, int rows)
{
	ladder_pane_go(p, p->selected + rows);
}

bool ladder_pane_broken(struct ladder_pane *p)
{
	for (int i = ladder_pane_rows(p); i-- > 0;)
		if (p->ladder->rows[i].broken) {
			p->selected = i;
			return true;
		}
	return false;
}

static bool row_has(const struct ladder *l, const struct ladder_row *r, const char *text)
{
	const char *name = r->actor > 0 && (size_t)r->actor <= l->actors ? l->names[r->actor] : "";
	AUTO(freep) char *acts = xasprintf("%s %s", name, r->actor_text);
	const char *all[] = { r->place, r->call, r->result, r->label, r->near_state, r->far_state,
		acts };

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (strcasestr(all[i], text))
			return true;
	return false;
}

bool ladder_pane_find(struct ladder_pane *p, const char *text, int step)
{
	for (int i = p->selected + step; i >= 0 && i < ladder_pane_rows(p); i += step)
		if (row_has(p->ladder, &p->ladder->rows[i], text)) {
			p->selected = i;
			return true;
		}
	return false;
}

/* ---- drawing */

static void draw_opened(struct ladder_pane *p, struct area a)
{
	struct area inside = area_frame(a, ROLE_BORDER, "Opened: J K scroll, Enter closes");

	if (p->opened_row != p->selected) {
		doc_free(p->opened);
		p->opened = doc_new();
		p->opened_row = p->selected;
		event_to_doc(p->opened, p->tl, p->conversation, p->ladder, p->selected);
		pager_set(&p->pager, p->opened);
		p->pager.top = 0;
	}
	pager_draw(&p->pager, inside);
}

/* What an event did to the sockets is known a little later: the moment of a row lasts until the next one begins. */
static uint64_t moment_of(const struct ladder_pane *p)
{
	const struct ladder_row *r = ladder_pane_row(p), *next = r + 1;
	bool last = p->selected + 1 >= ladder_pane_rows(p);

	return last || next->time <= r->time ? r->time : next->time - 1;
}

/* A sentence about the break is broken into rows for the columns there are. */
static void fit(struct ladder_pane *p, int cols)
{
	int columns = cols > BREAK_MARGIN ? cols - BREAK_MARGIN : 1;

	if (p->columns == columns)
		return;
	p->columns = columns;
	for (int i = 0; i < ladder_pane_rows(p); i++)
		if (p->ladder->rows[i].role == LADDER_BROKEN) {
			rebuild(p, p->tl);
			return;
		}
}

static void keep_in_view(struct ladder_pane *p)
{
	int last = ladder_pane_rows(p) - p->height, part = ladder_pane_row(p)->part;

	if (p->selected < p->top) /* a sentence is read from its beginning */
		p->top = p->selected - (part ? part - 1 : 0);
	if (p->selected >= p->top + p->height)
		p->top = p->selected - p->height + 1;
	if (p->top > last)
		p->top = last > 0 ? last : 0;
}

/* An event is read among its neighbours: where rows are few, half of them stay the ladder's. */
static int opened_rows(int rows)
{
	return rows < SPARE_FROM ? (rows + 1) / 2 : rows * 3 / 5;
}

void ladder_pane_draw(struct ladder_pane *p, struct area a)
{
	int open = p->open ? opened_rows(a.rows) : 0;
	int moment = a.rows - open >= MOMENT_FROM;

	if (!ladder_pane_rows(p))
		return;
	fit(p, a.cols);
	p->height = a.rows - 1 - open - moment;
	keep_in_view(p);
	ladder_draw(area_part(a, 0, 0, p->height + 1, a.cols), p->ladder, p->top, p->selected,
		p->growing ? p->selected + 1 : ladder_pane_rows(p));
	if (moment)
		moment_draw(area_part(a, p->height + 1, 0, 1, a.cols), p->tl, moment_of(p));
	if (open)
		draw_opened(p, area_part(a, a.rows - open, 0, open, a.cols));
}

/* ---- keys */

enum reaction ladder_pane_click(struct ladder_pane *p, int row)
{
	int at = p->top + row - 1;

	if (row < 1 || row > p->height || at >= ladder_pane_rows(p))
		return REACT_NOTHING;
	p->open = p->selected == at ? !p->open : p->open;
	p->selected = at;
	return REACT_REDRAW;
}

#define PANE_KEY(name, doing)                                                                      \
	static enum reaction name(struct screen *screen, void *self)                               \
	{                                                                                          \
		struct ladder_pane *p = self;                                                      \
                                                                                                   \
		(void)screen;                                                                      \
		doing;                                                                             \
		return REACT_REDRAW;                                                               \
	}
PANE_KEY(key_up, ladder_pane_move(p, -1))
PANE_KEY(key_down, ladder_pane_move(p, 1))
PANE_KEY(key_page_up, ladder_pane_move(p, -p->height))
PANE_KEY(key_page_down, ladder_pane_move(p, p->height))
PANE_KEY(key_first, ladder_pane_go(p, 0))
PANE_KEY(key_last, ladder_pane_go(p, ladder_pane_rows(p)))
PANE_KEY(key_open, p->open = !p->open)
PANE_KEY(key_scroll_down, pager_scroll(&p->pager, 1))
PANE_KEY(key_scroll_up, pager_scroll(&p->pager, -1))

static enum reaction key_close(struct screen *screen, void *self)
{
	struct ladder_pane *p = self;

	(void)screen;
	if (!p->open)
		return REACT_PASS;
	p->open = false;
	return REACT_REDRAW;
}

static enum reaction zoom(struct screen *screen, struct ladder_pane *p, int way)
{
	static const char *const says[] = {
		[STORY_CALLS] = "Calls only.",
		[STORY_TALK] = "Calls, and the packets that say something.",
		[STORY_PACKETS] = "Every packet, each ACK too; nothing is folded.",
		[STORY_ALL] = "Everything: the kernel's sockets and the C library's own calls too.",
	};
	int next = (int)p->detail + way;

	if (next >= 0 && next < STORY_DETAILS)
		ladder_pane_tell(p, next);
	screen_say(screen, ROLE_DIM, "%s", says[p->detail]);
	return REACT_REDRAW;
}

static enum reaction key_more(struct screen *screen, void *self)
{
	return zoom(screen, self, 1);
}

static enum reaction key_less(struct screen *screen, void *self)
{
	return zoom(screen, self, -1);
}

static enum reaction key_sockets(struct screen *screen, void *self)
{
	struct ladder_pane *p = self;
	const struct ladder_row *r = ladder_pane_row(p);

	if (r)
		kernel_view_open(screen, p->tl, moment_of(p));
	return REACT_REDRAW;
}

static const struct view_key keys[] = {
	{ TERM_UP, 'k', "Up", "The event before (also k).", NULL, key_up },
	{ TERM_DOWN, 'j', "Down", "The next event (also j).", NULL, key_down },
	{ TERM_PAGE_UP, 'b', "PgUp", "A page up (also b).", NULL, key_page_up },
	{ TERM_PAGE_DOWN, ' ', "PgDn", "A page down (also Space).", NULL, key_page_down },
	{ TERM_HOME, 'g', "Home", "To the first event (also g).", NULL, key_first },
	{ TERM_END, 'G', "End", "To the last event (also G).", NULL, key_last },
	{ TERM_ENTER, 0, "Enter", "Open the event: arguments, bytes, header fields.", "open",
		key_open },
	{ '+', '=', "+", "More: from calls only to every ACK and the kernel's sockets.", "more",
		key_more },
	{ '-', 0, "-", "Less.", NULL, key_less },
	{ 's', 0, "s", "The kernel's sockets at this moment: states, queues, timers.", "kernel",
		key_sockets },
	{ 'J', 0, "J", "Scroll what is open down.", NULL, key_scroll_down },
	{ 'K', 0, "K", "Scroll what is open up.", NULL, key_scroll_up },
	{ TERM_ESCAPE, 0, "Esc", "Close what is open.", NULL, key_close },
};
const struct view_keys ladder_pane_keys = { "Keys of every ladder", keys, ARRAY_LEN(keys) };
