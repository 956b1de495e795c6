/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "sha256.h"

#include <string.h>

/* The examples of FIPS 180-4's "abc" and the empty message. */
static void known_digests(void **state)
{
	(void)state;
	char hex[65];
	sha256_hex("abc", 3, hex);
	assert_string_equal(
	    hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	sha256_hex(NULL, 0, hex);
	assert_string_equal(
	    hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void pieces_give_the_digest_of_the_whole(void **state)
{
	(void)state;
	char data[1000], whole[65], pieces[65];
	memset(data, 7, sizeof data);
	sha256_hex(data, sizeof data, whole);
	struct sha256 h;
	sha256_open(&h);
	for (size_t i = 0; i < sizeof data; i += 100)
		sha256_add(&h, data + i, 100);
	sha256_finish(&h, pieces);
	assert_string_equal(pieces, whole);
	sha256_finish(&h, pieces);
	assert_string_equal(
	    pieces, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(known_digests),
	    cmocka_unit_test(pieces_give_the_digest_of_the_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
