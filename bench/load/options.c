/* The command line: --name value pairs, every one of them used. */
#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options options = {
  .test = HANDSHAKES,
  .test_name = "handshakes",
  .tls_to_client = true,
  .connections = 32,
  .message_bytes = 64,
  .seconds = 1,
  .warm_seconds = 0.3,
  .proxy_core = -1,
  .tls_version = "1.3",
};

static void refuse(const char *name, const char *value) {
  fprintf(stderr, "load: %s %s is not understood\n", name, value);
  exit(2);
}

static void set_role(const char *value) {
  options.tls_to_client = !strcmp(value, "server");
  options.tls_to_backend = !strcmp(value, "client");
  if (!options.tls_to_client && !options.tls_to_backend && strcmp(value, "clear")) refuse("--role", value);
}

static void set_test(const char *value) {
  static const char *names[] = {"handshakes", "ping-pong", "to-client", "from-client", "idle"};
  for (int index = 0; index < 5; index++)
    if (!strcmp(value, names[index])) {
      options.test = (enum test)index;
      options.test_name = names[index];
      return;
    }
  refuse("--test", value);
}

void read_options(int count, char **words) {
  struct { const char *name; int *to; } numbers[] = {
    {"--connections", &options.connections}, {"--more-connections", &options.more_connections},
    {"--message", &options.message_bytes},   {"--rate", &options.rate},
    {"--proxy-port", &options.proxy_port},   {"--backend-port", &options.backend_port},
    {"--proxy-core", &options.proxy_core},
  };
  struct { const char *name; const char **to; } texts[] = {
    {"--proxy", &options.proxy_pids}, {"--tls", &options.tls_version}, {"--cipher", &options.cipher},
    {"--certificate", &options.certificate}, {"--key", &options.key},
  };
  for (int at = 1; at < count; at += 2) {
    const char *name = words[at], *value = at + 1 < count ? words[at + 1] : "";
    bool known = true;
    if (!strcmp(name, "--role")) set_role(value);
    else if (!strcmp(name, "--test")) set_test(value);
    else if (!strcmp(name, "--resume")) options.resume = !strcmp(value, "yes");
    else if (!strcmp(name, "--seconds")) options.seconds = atof(value);
    else if (!strcmp(name, "--warm")) options.warm_seconds = atof(value);
    else known = false;
    for (size_t index = 0; index < sizeof numbers / sizeof *numbers; index++)
      if (!strcmp(name, numbers[index].name)) { *numbers[index].to = atoi(value); known = true; }
    for (size_t index = 0; index < sizeof texts / sizeof *texts; index++)
      if (!strcmp(name, texts[index].name)) { *texts[index].to = value; known = true; }
    if (!known) refuse(name, value);
  }
  if (options.proxy_port == 0 || options.backend_port == 0) refuse("--proxy-port/--backend-port", "0");
  if (options.message_bytes < 1 || options.message_bytes > 16384) refuse("--message", "out of 1 to 16384");
}
