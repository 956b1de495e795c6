/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a run was recorded, by the scheduler that started it, as members of an
 * open object. Nothing is added outside of one.
 */
#ifndef COLLECTOR_SCHEDULER_H
#define COLLECTOR_SCHEDULER_H

#include "json.h"

/* Of the machine: cluster and node. Two nodes may be one host, and hosts that were copied from one
 * image may have one identity; the node's name is what the cluster calls them. */
void scheduler_node_json(struct json *j);

/* Of the task: job, array, number within it, rank, and how often the job was requeued. */
void scheduler_task_json(struct json *j);

#endif
