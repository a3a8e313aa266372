// Loaded before the service, with --expose-gc: on SIGUSR2 everything that nobody holds is collected, so that what the
// heap holds afterwards can be compared with the service's own account.
process.on('SIGUSR2', () => globalThis.gc());
