/* Runs one test against a proxy that is up already and prints its result as one line of JSON. Exit code 0: measured;
 * 2: wrong options or no socket; 4: the proxy did not take the connections. */
#include "load.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define MOST_BEING_OPENED 64
#define MOST_IN_FLIGHT 8000
#define SETUP_NS 60000000000ull
#define SETTLE_NS 1000000000ull

struct counts counts;
bool is_measuring, is_stopping;

uint64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000ull + (uint64_t)time.tv_nsec;
}

void die(const char *what) {
  fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
  exit(2);
}

static double own_cpu_seconds(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static int by_size(const void *left, const void *right) {
  uint32_t one = *(const uint32_t *)left, other = *(const uint32_t *)right;
  return one < other ? -1 : one > other;
}

static double percentile_us(double part) {
  return latency_count ? latencies[(size_t)((double)(latency_count - 1) * part)] / 10. : 0;
}

/* Keeps as many connections on their way as the test wants; `since` is when the rate began. */
static void keep_going(uint64_t since) {
  if (options.rate > 0) {
    uint64_t due = (uint64_t)((double)(now_ns() - since) / 1e9 * options.rate);
    while (counts.started < due && counts.under_way < MOST_IN_FLIGHT) start_client();
    /* What could not be started in time is not made up for later. */
    if (counts.started < due) counts.started = due;
    return;
  }
  while (counts.under_way < (uint64_t)options.connections) start_client();
}

static void open_all(int wanted) {
  uint64_t began = now_ns();
  while (counts.ready < (uint64_t)wanted && now_ns() - began < SETUP_NS) {
    while (counts.under_way < MOST_BEING_OPENED && counts.ready + counts.under_way < (uint64_t)wanted) start_client();
    poll_once(100);
    if (counts.errors > 200) break;
  }
  if (counts.ready == (uint64_t)wanted) return;
  fprintf(stderr, "load: only %lu of %d connections, %lu errors\n", counts.ready, wanted, counts.errors);
  exit(4);
}

static void settle(void) {
  uint64_t began = now_ns();
  while (now_ns() - began < SETTLE_NS) poll_once(20);
}

static void measure_idle(void) {
  long before = proxy_memory_kb("Rss:");
  printf("{\"test\":\"idle\",\"rss_kb\":%ld", before);
  int steps[] = {options.connections, options.more_connections};
  for (int step = 0; step < 2 && steps[step] > 0; step++) {
    open_all(steps[step]);
    settle();
    long used = proxy_memory_kb("Rss:") - before;
    printf(",\"kb_per_connection_%d\":%.2f", steps[step], (double)used / steps[step]);
  }
  printf(",\"errors\":%lu}\n", counts.errors);
}

static void measure(void) {
  uint64_t began = now_ns();
  while ((double)(now_ns() - began) / 1e9 < options.warm_seconds) {
    if (options.test == HANDSHAKES) keep_going(began);
    poll_once(options.rate ? 1 : 10);
  }
  find_proxy();
  counts.errors = 0;
  double proxy = proxy_cpu_seconds(), own = own_cpu_seconds(), core = core_cpu_seconds(options.proxy_core);
  uint64_t from = now_ns(), until = from + (uint64_t)(options.seconds * 1e9), at;
  is_measuring = true;
  do {
    if (options.test == HANDSHAKES) keep_going(began);
    poll_once(options.rate ? 1 : 5);
  } while ((at = now_ns()) < until);
  is_measuring = false;
  is_stopping = true;
  double seconds = (double)(at - from) / 1e9;
  proxy = proxy_cpu_seconds() - proxy;
  own = own_cpu_seconds() - own;
  core = core_cpu_seconds(options.proxy_core) - core;
  qsort(latencies, latency_count, sizeof *latencies, by_size);
  printf("{\"test\":\"%s\",\"seconds\":%.3f,\"proxy_cpu\":%.3f,\"core_cpu\":%.3f,\"load_cpu\":%.3f,\"errors\":%lu",
         options.test_name, seconds, proxy / seconds, core / seconds, own / seconds, counts.errors);
  double done = (double)(counts.completed ? counts.completed : 1);
  double operations = (double)(counts.operations ? counts.operations : 1);
  if (options.test == HANDSHAKES)
    printf(",\"connections_per_second\":%.1f,\"resumed\":%.3f,\"cpu_us\":%.1f", (double)counts.completed / seconds,
           (double)counts.resumed / done, proxy * 1e6 / done);
  if (options.test == PING_PONG)
    printf(",\"requests_per_second\":%.1f,\"cpu_us\":%.2f", (double)counts.operations / seconds, proxy * 1e6 / operations);
  if (options.test == HANDSHAKES || options.test == PING_PONG)
    printf(",\"p50_us\":%.1f,\"p99_us\":%.1f", percentile_us(0.5), percentile_us(0.99));
  if (options.test == TO_CLIENT || options.test == FROM_CLIENT)
    printf(",\"mb_per_second\":%.1f,\"cpu_s_per_gb\":%.3f", (double)counts.bytes / seconds / 1e6,
           counts.bytes ? proxy / ((double)counts.bytes / 1e9) : 0);
  printf("}\n");
}

int main(int count, char **words) {
  signal(SIGPIPE, SIG_IGN);
  read_options(count, words);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  prepare_connections();
  open_loop();
  find_proxy();
  if (options.test == IDLE) {
    measure_idle();
    return 0;
  }
  if (options.test != HANDSHAKES) open_all(options.connections);
  measure();
  return 0;
}
