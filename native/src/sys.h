// The system calls of the data path in one place, with EINTR dealt with. A build with ATTLS_FAULTS makes them fail
// or fall short now and then, so that tests walk the paths that a healthy kernel never shows.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>

namespace attls::sys {

/** With injected faults a short read says nothing about what is left. */
#ifdef ATTLS_FAULTS
inline constexpr bool kShortReadsEmpty = false;
#else
inline constexpr bool kShortReadsEmpty = true;
#endif

/** As recv(2), send(2) and splice(2): -1 and errno on failure, 0 from the first and the third is the peer's end. */
ssize_t Receive(int fd, void* to, size_t limit);
ssize_t Send(int fd, const void* from, size_t length);
ssize_t Splice(int from, int to, size_t limit);

/** The peer gets no more bytes: an orderly end of our direction. */
bool EndOutput(int fd);
/** On: closing the descriptor, or the death of the process, is a reset for the peer. Off: an orderly end. */
void ResetOnClose(int fd, bool on);
/** The error the kernel holds for the connection, 0 for none. Reading clears it. */
int PendingError(int fd);
int64_t NowMs();

}  // namespace attls::sys
