/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health_words.h"

#include <stdio.h>

bool health_pass(struct tls_health *h, const uint64_t *durations, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (tls_health_sample(h, durations[i]) == TLS_HEALTH_FAILED)
			return false;
	return tls_health_end(h) != TLS_HEALTH_FAILED;
}

const char *health_names(char *out, size_t size, unsigned tests)
{
	size_t used = 0;
	out[0] = '\0';
	for (unsigned test = TLS_HEALTH_REPETITION; test <= TLS_HEALTH_PREDICTION; test *= 2)
		if ((tests & test) && used < size)
			used += (size_t)snprintf(out + used, size - used, "%s%s", used ? ", " : "",
			    tls_health_test_name((enum tls_health_test)test));
	return out;
}
