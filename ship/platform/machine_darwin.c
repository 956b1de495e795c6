/* SPDX-License-Identifier: MIT
 *
 * Facts of a macOS host. No fact is a file here, so a fixture root knows none.
 */
#include "facts_private.h"
#include "mac_private.h"
#include "machine.h"

#include <pthread/qos.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysctl.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>
#include <uuid/uuid.h>

static bool is_live(const char *root)
{
	return root[0] == '\0';
}

static int ask_system(const char *name, void *value, size_t *size)
{
	return sysctlbyname(name, value, size, NULL, 0);
}

void tlp_machine_facts(struct tlp_facts *facts, const char *root)
{
	struct utsname host;
	struct tlp_mac mac = {.sysctl = is_live(root) ? ask_system : NULL};
	if (is_live(root) && uname(&host) == 0)
		mac.arch = host.machine;
	if (is_live(root))
		tlp_mac_ask_counter(&mac);
	tlp_mac_machine_facts(facts, &mac);
}

void tlp_environment_facts(struct tlp_facts *facts, const char *root)
{
	struct tlp_mac mac = {.qos = -1};
	if (is_live(root)) {
		mac.sysctl = ask_system;
		mac.loads = getloadavg(mac.load, 3);
		mac.qos = (int)qos_class_self();
	}
	tlp_mac_environment_facts(facts, &mac);
	tlp_process_facts(facts, root);
}

int tlp_machine_identity(char *out, size_t size, const char *root)
{
	uuid_t id;
	const struct timespec patience = {1, 0};
	if (size > 0)
		out[0] = '\0';
	if (!is_live(root) || size < 2 * sizeof id + 1 || gethostuuid(id, &patience) != 0)
		return -1;
	for (size_t i = 0; i < sizeof id; i++)
		snprintf(out + 2 * i, size - 2 * i, "%02x", id[i]);
	return 0;
}
