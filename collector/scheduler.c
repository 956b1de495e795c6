/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Slurm gives each task its place in the environment (sbatch(1), "output environment variables").
 * The task's own number is that of the array; a job step's is its rank.
 */
#include "scheduler_private.h"

#include <stdlib.h>

struct variable {
	const char *key, *name;
};

static void put_variables(struct json *j, const struct variable *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *value = getenv(list[i].name);
		if (value && *value)
			json_string(j, list[i].key, value);
	}
}

void scheduler_node_json(struct json *j)
{
	static const struct variable list[] = {
	    {"slurm.cluster", "SLURM_CLUSTER_NAME"}, {"slurm.node", "SLURMD_NODENAME"}};
	put_variables(j, list, sizeof list / sizeof *list);
}

void scheduler_task_json(struct json *j)
{
	static const struct variable list[] = {{"slurm.job", "SLURM_JOB_ID"},
	    {"slurm.array_job", "SLURM_ARRAY_JOB_ID"}, {"slurm.array_task", "SLURM_ARRAY_TASK_ID"},
	    {"slurm.task", "SLURM_PROCID"}, {"slurm.restarts", "SLURM_RESTART_COUNT"},
	    {"slurm.cpus_on_node", "SLURM_CPUS_ON_NODE"}};
	put_variables(j, list, sizeof list / sizeof *list);
}
