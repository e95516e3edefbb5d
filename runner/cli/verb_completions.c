// SPDX-License-Identifier: MIT
#include <string.h>

#include "cli/command.h"
#include "base/words.h"

/* How a shell finds the words that a verb takes: a fragment for bash (a command that prints them, or compgen's flag), zsh, fish. */
static const struct {
	const char *bash, *zsh, *fish;
} sources[TAKES] = {
	[TAKES_NOTHING] = { "", "", "" },
	[TAKES_EXERCISE] = { "-W \"$(_socklings_exercises)\"", "exercise:_socklings_exercises",
		"(__socklings_exercises)" },
	[TAKES_LESSON] = { "-W \"$(_socklings_lessons)\"", "lesson:_socklings_lessons",
		"(__socklings_lessons)" },
	[TAKES_PART] = { "-W \"$(_socklings_lessons; _socklings_exercises)\"",
		"part:_socklings_parts", "(__socklings_lessons; __socklings_exercises)" },
	[TAKES_FILE] = { "-f", "file:_files", "(__fish_complete_path)" },
	[TAKES_FOLDER] = { "-d", "folder:_directories", "(__fish_complete_directories)" },
	[TAKES_VERB] = { "-W \"$verbs\"", "verb:_socklings_verbs", "$socklings_verbs" },
	[TAKES_SHELL] = { "-W \"bash zsh fish\"", "shell:(bash zsh fish)", "bash zsh fish" },
};

static void add_verbs(struct buf *out)
{
	for (size_t i = 0; i < command_count; i++)
		buf_addf(out, "%s%s", i ? " " : "", commands[i]->name);
}

static void add_words(struct buf *out, const struct option_row *row)
{
	for (size_t i = 0; i < row->word_count; i++)
		buf_addf(out, "%s%s", i ? " " : "", row->words[i]);
}

/* Within single quotes of a shell. */
static void add_quoted(struct buf *out, const char *text)
{
	for (; *text; text++)
		buf_add_str(out, *text == '\'' ? "'\\''" : (const char[]){ *text, 0 });
}

static void bash_flags(struct buf *out, const struct option_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_addf(out, " --%s", rows[i].name);
}

static void bash_values(
	struct buf *out, const char *verb, const struct option_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct option_row *row = &rows[i];

		if (!row->value)
			continue;
		buf_addf(out, "\t\t%s:--%s", verb, row->name);
		if (row->letter)
			buf_addf(out, "|%s:-%c", verb, row->letter);
		buf_add_str(out, ") ");
		if (row->kind == OPTION_TEXT) {
			buf_addf(out, "COMPREPLY=($(compgen %s -- \"$cur\")); ",
				strcmp(row->value, "DIR") == 0 ? "-d" : "-f");
		} else if (row->kind == OPTION_WORD) {
			buf_add_str(out, "COMPREPLY=($(compgen -W \"");
			add_words(out, row);
			buf_add_str(out, "\" -- \"$cur\")); ");
		}
		buf_add_str(out, "return;;\n");
	}
}

static void bash_verb(struct buf *out, const struct command *c)
{
	buf_addf(out, "\t\t%s)\n\t\t\tif [[ $cur == -* ]]; then COMPREPLY=($(compgen -W \"",
		c->name);
	bash_flags(out, c->rows, c->row_count);
	bash_flags(out, app_rows, app_row_count);
	buf_add_str(out, "\" -- \"$cur\"))\n");
	if (*sources[c->takes].bash)
		buf_addf(out, "\t\t\telse COMPREPLY=($(compgen %s -- \"$cur\"))\n",
			sources[c->takes].bash);
	buf_add_str(out, "\t\t\tfi;;\n");
}

/* What is there is asked of the course that is named on the line; `course` is _socklings's. bash takes --course=mine for three words. */
static const char bash_begin[] =
	"# bash completion for socklings, made by `socklings completions bash`\n"
	"_socklings_exercises() { socklings \"${course[@]}\" list --ids 2>/dev/null; }\n"
	"_socklings_lessons() { _socklings_exercises | sed 's/[.].*//' | uniq; }\n"
	"_socklings()\n{\n"
	"\tlocal cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} verb= word i at\n"
	"\tlocal -a course\n"
	"\tlocal verbs=\"";

static const char bash_look[] =
	"\"\n\tCOMPREPLY=()\n"
	"\tif [[ $cur == = ]]; then cur=; elif [[ $before == = ]]; then "
	"before=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
	"\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	"\t\tword=${COMP_WORDS[i]}\n"
	"\t\tif [[ $word == --course || $word == --workspace ]]; then\n"
	"\t\t\t[[ ${COMP_WORDS[i + 1]} == = ]] && ((i++))\n"
	"\t\t\tat=${COMP_WORDS[++i]}\n"
	"\t\t\t[[ $word == --course && $at ]] && course=(\"$word\" \"${at/#\\~\\//$HOME/}\")\n"
	"\t\telif [[ ! $verb && \" $verbs \" == *\" $word \"* ]]; then verb=$word; fi\n"
	"\tdone\n"
	"\tcase $verb:$before in\n";

static void write_bash(struct buf *out)
{
	buf_add_str(out, bash_begin);
	add_verbs(out);
	buf_add_str(out, bash_look);
	for (size_t i = 0; i < command_count; i++)
		bash_values(out, commands[i]->name, commands[i]->rows, commands[i]->row_count);
	bash_values(out, "*", app_rows, app_row_count);
	buf_add_str(out, "\tesac\n\tcase $verb in\n\t\t'') COMPREPLY=($(compgen -W \"$verbs");
	bash_flags(out, app_rows, app_row_count);
	buf_add_str(out, "\" -- \"$cur\"));;\n");
	for (size_t i = 0; i < command_count; i++)
		bash_verb(out, commands[i]);
	buf_add_str(out, "\tesac\n}\ncomplete -F _socklings socklings\n");
}

static void zsh_option(struct buf *out, const struct option_row *row)
{
	buf_add_str(out, " \\\n\t\t\t");
	if (row->letter)
		buf_addf(out, "'(-%c --%s)'{-%c%s,--%s%s}'[", row->letter, row->name, row->letter,
			row->value ? "+" : "", row->name, row->value ? "=" : "");
	else
		buf_addf(out, "'--%s%s[", row->name, row->value ? "=" : "");
	for (const char *c = row->help; *c; c++)
		if (*c == '\'')
			buf_add_str(out, "'\\''");
		else
			buf_addf(out, strchr("[]:", *c) ? "\\%c" : "%c", *c);
	buf_add_char(out, ']');
	if (row->kind == OPTION_WORD) {
		buf_addf(out, ":%s:(", row->value);
		add_words(out, row);
		buf_add_char(out, ')');
	} else if (row->kind == OPTION_TEXT) {
		buf_addf(out, ":%s:%s", row->value,
			strcmp(row->value, "DIR") == 0 ? "_directories" : "_files");
	} else if (row->value) {
		buf_addf(out, ":%s:", row->value);
	}
	buf_add_char(out, '\'');
}

static void zsh_verb(struct buf *out, const struct command *c)
{
	buf_addf(out, "\t\t%s) _arguments", c->name);
	for (size_t i = 0; i < c->row_count; i++)
		zsh_option(out, &c->rows[i]);
	for (size_t i = 0; i < app_row_count; i++)
		zsh_option(out, &app_rows[i]);
	if (*sources[c->takes].zsh)
		buf_addf(out, " \\\n\t\t\t'1:%s'", sources[c->takes].zsh);
	buf_add_str(out, ";;\n");
}

static void write_zsh(struct buf *out)
{
	buf_add_str(out,
		"#compdef socklings\n# zsh completion for socklings, made by `socklings "
		"completions zsh`\n"
		"_socklings_ids() { socklings $course list --ids 2>/dev/null }\n"
		"_socklings_exercises() { compadd ${(f)\"$(_socklings_ids)\"} }\n"
		"_socklings_lessons() { compadd ${(f)\"$(_socklings_ids | sed 's/[.].*//' | "
		"uniq)\"} }\n"
		"_socklings_parts() { _socklings_lessons; _socklings_exercises }\n"
		"_socklings_verbs()\n{\n\tlocal -a verbs=(\n");
	for (size_t i = 0; i < command_count; i++) {
		buf_addf(out, "\t\t'%s:", commands[i]->name);
		add_quoted(out, commands[i]->summary);
		buf_add_str(out, "'\n");
	}
	buf_add_str(out, "\t)\n\t_describe verb verbs\n}\n"
			 "_socklings()\n{\n"
			 "\tlocal -i at=2 i\n"
			 "\tlocal -a course\n"
			 "\tfor (( i = 2; i < CURRENT; i++ )); do\n"
			 "\t\tcase $words[i] in\n"
			 "\t\t--course) course=(--course ${~${(Q)words[i + 1]}});;\n"
			 "\t\t--course=*) course=(--course ${~${(Q)words[i]#*=}});;\n"
			 "\t\tesac\n\tdone\n"
			 "\twhile (( at < CURRENT )) && [[ $words[at] == -* ]]; do\n"
			 "\t\t[[ $words[at] == --(course|workspace) ]] && (( at++ ))\n"
			 "\t\t(( at++ ))\n\tdone\n"
			 "\tif (( at == CURRENT )) && [[ $words[at] != -* ]]; then "
			 "_socklings_verbs; return; fi\n"
			 "\tif (( at >= CURRENT )); then _arguments");
	for (size_t i = 0; i < app_row_count; i++)
		zsh_option(out, &app_rows[i]);
	buf_add_str(out,
		"; return; fi\n"
		"\tlocal verb=$words[at]\n\tshift $((at - 1)) words; (( CURRENT -= at - 1 ))\n"
		"\tcase $verb in\n");
	for (size_t i = 0; i < command_count; i++)
		zsh_verb(out, commands[i]);
	buf_add_str(out, "\tesac\n}\n_socklings \"$@\"\n");
}

static void fish_option(struct buf *out, const char *verb, const struct option_row *row)
{
	buf_add_str(out, "complete -c socklings");
	if (verb)
		buf_addf(out, " -n '__fish_seen_subcommand_from %s'", verb);
	buf_addf(out, " -l %s", row->name);
	if (row->letter)
		buf_addf(out, " -s %c", row->letter);
	if (row->kind == OPTION_WORD) {
		buf_add_str(out, " -xa '");
		add_words(out, row);
		buf_add_char(out, '\'');
	} else if (row->value) {
		buf_add_str(out, row->kind == OPTION_TEXT ? " -rF" : " -x");
	}
	buf_add_str(out, " -d '");
	for (const char *c = row->help; *c; c++)
		buf_add_str(out, *c == '\'' ? "\\'" : (const char[]){ *c, 0 });
	buf_add_str(out, "'\n");
}

static void fish_verb(struct buf *out, const struct command *c)
{
	buf_addf(out,
		"complete -c socklings -f -n \"not __fish_seen_subcommand_from $socklings_verbs\" "
		"-a %s -d '",
		c->name);
	for (const char *at = c->summary; *at; at++)
		buf_add_str(out, *at == '\'' ? "\\'" : (const char[]){ *at, 0 });
	buf_add_str(out, "'\n");
	if (*sources[c->takes].fish)
		buf_addf(out,
			"complete -c socklings -f -n '__fish_seen_subcommand_from %s' -a %s%s%s\n",
			c->name, c->takes == TAKES_VERB ? "\"" : "'", sources[c->takes].fish,
			c->takes == TAKES_VERB ? "\"" : "'");
	for (size_t i = 0; i < c->row_count; i++)
		fish_option(out, c->name, &c->rows[i]);
}

/* What is there is asked of the course that is named on the line. */
static const char fish_begin[] =
	"# fish completion for socklings, made by `socklings completions fish`\n"
	"function __socklings_exercises\n"
	"\tset -l words (commandline -opc) ''\n"
	"\tset -l course\n"
	"\tfor i in (seq 2 (math (count $words) - 1))\n"
	"\t\tswitch $words[$i]\n"
	"\t\tcase --course\n\t\t\tset course $words[(math $i + 1)]\n"
	"\t\tcase '--course=*'\n\t\t\tset course (string replace -- --course= '' $words[$i])\n"
	"\t\tend\n\tend\n"
	"\tset course (string replace -r '^~/' $HOME/ -- $course)\n"
	"\tsocklings (test -n \"$course\"; and printf '%s\\n' --course $course) list --ids "
	"2>/dev/null\n"
	"end\n"
	"function __socklings_lessons\n\t__socklings_exercises | sed 's/[.].*//' | uniq\nend\n"
	"set -g socklings_verbs ";

static void write_fish(struct buf *out)
{
	buf_add_str(out, fish_begin);
	add_verbs(out);
	buf_add_char(out, '\n');
	for (size_t i = 0; i < command_count; i++)
		fish_verb(out, commands[i]);
	for (size_t i = 0; i < app_row_count; i++)
		fish_option(out, NULL, &app_rows[i]);
}

static const struct {
	const char *name;
	void (*write)(struct buf *out);
} shells[] = {
	{ "bash", write_bash },
	{ "zsh", write_zsh },
	{ "fish", write_fish },
};

static int run(struct app *app, const void *options, char *const *words)
{
	AUTO(buf_free) struct buf text = { 0 };

	(void)app, (void)options;
	for (size_t i = 0; i < ARRAY_LEN(shells); i++)
		if (strcmp(shells[i].name, words[0]) == 0) {
			shells[i].write(&text);
			fputs(buf_str(&text), stdout);
			return STATUS_HELD;
		}
	return complain(STATUS_USAGE, "completions are made for bash, zsh and fish, not for \"%s\"",
		words[0]);
}

const struct command command_completions = {
	.name = "completions",
	.usage = "SHELL",
	.summary = "Print what makes a shell complete verbs, options and exercises: for bash, zsh "
		   "or fish",
	.example = "source <(socklings completions bash)",
	.example_does = "Completes in this shell from now on",
	.takes = TAKES_SHELL,
	.least = 1,
	.most = 1,
	.run = run,
};
