// What Swift's Glibc module leaves out: event and process descriptors, and C macros and variadic functions.
#ifndef LOCKSTEP_CLINUX_SHIM_H
#define LOCKSTEP_CLINUX_SHIM_H

#include <signal.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>

/// Closes the descriptors from `first` on in a process to be spawned. glibc declares it for GNU sources alone.
extern int posix_spawn_file_actions_addclosefrom_np(void *actions, int first);

/// An anonymous file in memory whose size can be sealed, closed in programs that are started; -1 with errno.
extern int memfd_create(const char *name, unsigned int flags);
static inline int linux_memory_file(const char *name) {
    return memfd_create(name, 1 /* MFD_CLOEXEC */ | 2 /* MFD_ALLOW_SEALING */);
}

/// A flag in memory that processes share: what was written before it was stored is seen by whoever loads it.
static inline unsigned int linux_load(const unsigned int *flag) {
    return __atomic_load_n(flag, __ATOMIC_ACQUIRE);
}
static inline void linux_store(unsigned int *flag, unsigned int value) {
    __atomic_store_n(flag, value, __ATOMIC_RELEASE);
}

/// Asks the kernel to send `signal` to this process when the thread that started it ends.
static inline int linux_set_parent_death_signal(int signal) { return prctl(PR_SET_PDEATHSIG, signal); }

/// The exit code of a status from waitpid; -1 where the process was ended by a signal.
static inline int linux_exit_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }

/// The signal that ended a process, from a status of waitpid; 0 where it exited by itself.
static inline int linux_ending_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }

/// The width of the terminal behind a descriptor in characters; 0 where there is none.
static inline int linux_terminal_columns(int descriptor) {
    struct winsize size;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

#endif
