/* What the proxy's process tree uses: CPU time, memory, and the busy time of its core. All from /proc. */
#include "load.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST_PROCESSES 256

static int processes[MOST_PROCESSES];
static int process_count;

static void add_tree(int pid) {
  if (process_count == MOST_PROCESSES) return;
  processes[process_count++] = pid;
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/task", pid);
  DIR *tasks = opendir(path);
  if (!tasks) return;
  for (struct dirent *task; (task = readdir(tasks));) {
    if (task->d_name[0] == '.') continue;
    char children[128];
    snprintf(children, sizeof children, "/proc/%d/task/%.20s/children", pid, task->d_name);
    FILE *file = fopen(children, "r");
    if (!file) continue;
    for (int child; fscanf(file, "%d", &child) == 1;) add_tree(child);
    fclose(file);
  }
  closedir(tasks);
}

void find_proxy(void) {
  process_count = 0;
  if (!options.proxy_pids) return;
  char list[256];
  snprintf(list, sizeof list, "%s", options.proxy_pids);
  for (char *pid = strtok(list, ","); pid; pid = strtok(NULL, ",")) add_tree(atoi(pid));
}

double proxy_cpu_seconds(void) {
  unsigned long ticks = 0;
  for (int index = 0; index < process_count; index++) {
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", processes[index]);
    FILE *file = fopen(path, "r");
    if (!file) continue;
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = 0;
    /* Fields 14 and 15; the name before them may hold blanks and brackets. */
    char *rest = strrchr(text, ')');
    unsigned long user = 0, system = 0;
    if (rest) sscanf(rest + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
    ticks += user + system;
  }
  return (double)ticks / sysconf(_SC_CLK_TCK);
}

long proxy_memory_kb(const char *field) {
  long sum = 0;
  for (int index = 0; index < process_count; index++) {
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", processes[index]);
    FILE *file = fopen(path, "r");
    if (!file) continue;
    while (fgets(line, sizeof line, file))
      if (!strncmp(line, field, strlen(field))) sum += atol(line + strlen(field));
    fclose(file);
  }
  return sum;
}

double core_cpu_seconds(int core) {
  FILE *file = fopen("/proc/stat", "r");
  if (!file) return 0;
  char line[512], name[16];
  double seconds = 0;
  snprintf(name, sizeof name, "cpu%d ", core);
  while (fgets(line, sizeof line, file)) {
    if (strncmp(line, name, strlen(name))) continue;
    unsigned long user, nice, system, idle, wait, irq, soft;
    if (sscanf(line + strlen(name), "%lu %lu %lu %lu %lu %lu %lu", &user, &nice, &system, &idle, &wait, &irq, &soft) == 7)
      seconds = (double)(user + nice + system + irq + soft) / sysconf(_SC_CLK_TCK);
  }
  fclose(file);
  return seconds;
}
