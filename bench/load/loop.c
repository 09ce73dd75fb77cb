/* One epoll loop over all connections and the backend's listening socket. Edge triggered: a connection is advanced
 * as far as it goes, and one that gave its turn away with work left is armed again. */
#include "load.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#define EVENTS 512
#define ACCEPTS_PER_TURN 64

static int loop, listener;

void open_loop(void) {
  loop = epoll_create1(0);
  listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  int one = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  /* Several load generators share the backend's port. */
  setsockopt(listener, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
  struct sockaddr_in address = {
    .sin_family = AF_INET, .sin_port = htons(options.backend_port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096)) die("listen");
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(loop, EPOLL_CTL_ADD, listener, &event);
}

void watch(struct connection *connection) {
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = connection};
  if (epoll_ctl(loop, EPOLL_CTL_ADD, connection->fd, &event)) die("epoll_ctl");
}

static void arm_again(struct connection *connection) {
  bool sends = connection->state == SENDING_BULK;
  if (!sends && connection->state != TAKING_BULK) return;
  struct epoll_event event = {.events = (sends ? EPOLLOUT : EPOLLIN) | EPOLLET, .data.ptr = connection};
  epoll_ctl(loop, EPOLL_CTL_MOD, connection->fd, &event);
}

void poll_once(int milliseconds) {
  struct epoll_event events[EVENTS];
  int count = epoll_wait(loop, events, EVENTS, milliseconds);
  for (int index = 0; index < count; index++) {
    struct connection *connection = events[index].data.ptr;
    if (!connection) {
      struct connection *accepted;
      for (int turn = 0; turn < ACCEPTS_PER_TURN && (accepted = accept_backend(listener)); turn++) watch(accepted);
      continue;
    }
    if (connection->state == DEAD) continue;
    uint32_t happened = events[index].events;
    if (happened & (EPOLLIN | EPOLLHUP | EPOLLERR)) connection->can_read = true;
    if (happened & EPOLLOUT) connection->can_write = true;
    if (connection->state == CONNECTING && (happened & EPOLLERR)) fail_connection(connection);
    else advance(connection);
  }
  for (int index = 0; index < count; index++) {
    struct connection *connection = events[index].data.ptr;
    if (connection && connection->state != DEAD) arm_again(connection);
  }
  free_dead();
}
