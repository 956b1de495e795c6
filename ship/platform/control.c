/* SPDX-License-Identifier: MIT
 *
 * A second thread writes a page on a schedule: a period, stretched at random by 0.5 to 1.5 unless
 * it is to be fixed, and a duty, the share of it in which the page is under update. Both are waited
 * for by spinning on the counter, because no sleep is as short. The thread keeps off the CPU of the
 * reader, whose samples it would otherwise be. State passes through one atomic word.
 */
#include "control_private.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { IDLE, STARTING, RUNNING, STOPPING, NO_CPU };

static const double shortest_s = 1e-7, longest_s = 10, most_duty = 0.95;

/* ---- options ------------------------------------------------------------------------------- */

static int refuse_option(char *why, size_t size, const char *what, const char *text, size_t length)
{
	snprintf(why, size, "%s, not '%.*s'", what, (int)(length < 40 ? length : 40), text);
	return -1;
}

/* "20us": a number with its unit. Negative where it is not one. */
static double read_seconds(const char *text, size_t length)
{
	static const struct {
		const char *unit;
		double s;
	} units[] = {{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}};
	char *end;
	double value = strtod(text, &end);
	if (end == text)
		return -1;
	size_t rest = length - (size_t)(end - text);
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (rest == strlen(units[i].unit) && strncmp(end, units[i].unit, rest) == 0)
			return value * units[i].s;
	}
	return -1;
}

static bool word_is(const char *text, size_t length, const char *word)
{
	return strlen(word) == length && strncmp(text, word, length) == 0;
}

/* The text after "name=" where the item begins so, else NULL. */
static const char *value_after(const char *item, size_t length, const char *name)
{
	size_t n = strlen(name);
	return length > n && strncmp(item, name, n) == 0 ? item + n : NULL;
}

static int parse_mode(
    struct tlp_control_options *o, const char *value, size_t length, char *why, size_t size)
{
	static const char *const modes[] = {"update", "invalid", "stale"};
	for (int i = 0; i < 3; i++) {
		if (word_is(value, length, modes[i])) {
			o->mode = (enum tlp_control_mode)i;
			return 0;
		}
	}
	return refuse_option(why, size, "mode is update, invalid or stale", value, length);
}

static int parse_item(
    struct tlp_control_options *o, const char *item, size_t length, char *why, size_t size)
{
	const char *value;
	char *end;
	if (word_is(item, length, "random") || word_is(item, length, "fixed")) {
		o->random = item[0] == 'r';
		return 0;
	}
	if ((value = value_after(item, length, "duty="))) {
		o->duty = strtod(value, &end);
		if (end == item + length && o->duty >= 0 && o->duty <= most_duty)
			return 0;
		return refuse_option(why, size, "duty is a share from 0 to 0.95", item, length);
	}
	if ((value = value_after(item, length, "period="))) {
		o->period_s = read_seconds(value, length - (size_t)(value - item));
		if (o->period_s >= shortest_s && o->period_s <= longest_s)
			return 0;
		return refuse_option(why, size, "period is a time from 100ns to 10s", item, length);
	}
	if ((value = value_after(item, length, "seed="))) {
		errno = 0;
		o->seed = strtoull(value, &end, 10);
		if (end == item + length && *value >= '0' && *value <= '9' && errno == 0)
			return 0;
		return refuse_option(why, size, "seed is a whole number below 2^64", item, length);
	}
	if ((value = value_after(item, length, "mode=")))
		return parse_mode(o, value, length - (size_t)(value - item), why, size);
	return refuse_option(why, size,
	    "options are duty=0.3 period=2us fixed random seed=1 mode=update", item, length);
}

int tlp_control_parse(struct tlp_control_options *options, const char *text, char *why, size_t size)
{
	while (*text) {
		size_t length = strcspn(text, ",");
		if (parse_item(options, text, length, why, size) != 0)
			return -1;
		text += length + (text[length] == ',');
	}
	return 0;
}

/* ---- the thread ---------------------------------------------------------------------------- */

static int state_of(const struct tlp_control *c)
{
	return __atomic_load_n(&c->state, __ATOMIC_ACQUIRE);
}

/* From 0.5 to 1.5, by a multiplicative generator: L'Ecuyer's 1181783497276652981, over a 64-bit
 * xorshift (Vigna's xorshift64*). Only its evenness matters here. */
static double draw_factor(struct tlp_control_options *o)
{
	if (!o->random)
		return 1;
	o->seed ^= o->seed >> 12;
	o->seed ^= o->seed << 25;
	o->seed ^= o->seed >> 27;
	return 0.5 + (double)(o->seed * UINT64_C(1181783497276652981) >> 11) * 0x1p-53;
}

/* Spins, since no sleep is as short as the stretches here. */
static void wait_ticks(const struct tlp_control *c, uint64_t from, double ticks)
{
	while ((double)(tlp_clock_read(&c->clock).count - from) < ticks && state_of(c) == RUNNING)
		;
}

static void *write_page(void *argument)
{
	struct tlp_control *c = argument;
	double period = c->options.period_s * c->clock.hz, duty = c->options.duty;
	c->options.seed += c->options.seed == 0; /* the generator would stay at 0 */
	__atomic_store_n(&c->state, RUNNING, __ATOMIC_RELEASE);
	while (state_of(c) == RUNNING) {
		uint64_t from = tlp_clock_read(&c->clock).count;
		wait_ticks(c, from, period * (1 - duty) * draw_factor(&c->options));
		from = tlp_clock_read(&c->clock).count;
		c->begin(&c->clock);
		wait_ticks(c, from, period * duty * draw_factor(&c->options));
		c->end(&c->clock);
	}
	return NULL;
}

/* What the thread needs to know of its maker, who waits while it is used. */
struct birth {
	struct tlp_control *control;
	int cpu; /* of the maker */
};

static void *begin_thread(void *argument)
{
	struct birth birth = *(struct birth *)argument;
	if (tlp_thread_move_off(birth.cpu) != 0) {
		__atomic_store_n(&birth.control->state, NO_CPU, __ATOMIC_RELEASE);
		return NULL;
	}
	return write_page(birth.control);
}

/* Signals are for the thread that samples: this one is born with all of them blocked. */
static int create_thread(struct tlp_control *c, struct birth *birth)
{
	sigset_t all, old;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	int rc = pthread_create(&c->thread, NULL, begin_thread, birth);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return rc;
}

static int start_thread(struct tlp_control *control, char *why, size_t size)
{
	struct birth birth = {control, tlp_thread_cpu()};
	if (sysconf(_SC_NPROCESSORS_ONLN) < 2) {
		snprintf(why, size, "the page's writer needs a second CPU");
		return -1;
	}
	__atomic_store_n(&control->state, STARTING, __ATOMIC_RELEASE);
	if (create_thread(control, &birth) != 0) {
		control->state = IDLE;
		snprintf(why, size, "no thread for the page's writer");
		return -1;
	}
	while (state_of(control) == STARTING)
		sched_yield();
	if (state_of(control) == RUNNING)
		return 0;
	pthread_join(control->thread, NULL);
	control->state = IDLE;
	snprintf(why, size, "the page's writer may not run on another CPU than the samples");
	return -1;
}

int tlp_control_start(struct tlp_control *control, const struct tlp_control *made,
    const struct tlp_clock *clock, const char *options, char *why, size_t size)
{
	struct tlp_control next = *made;
	if (tlp_control_parse(&next.options, options, why, size) != 0)
		return -1;
	if (made->one_mode && next.options.mode != made->options.mode) {
		snprintf(why, size, "mode is an option of the probe commpage only");
		return -1;
	}
	if (!clock)
		return 0;
	*control = next;
	control->clock = *clock;
	control->begin(clock);
	control->end(clock);
	return start_thread(control, why, size);
}

void tlp_control_stop(struct tlp_control *control)
{
	if (state_of(control) != RUNNING)
		return;
	__atomic_store_n(&control->state, STOPPING, __ATOMIC_RELEASE);
	pthread_join(control->thread, NULL);
	control->state = IDLE;
}
