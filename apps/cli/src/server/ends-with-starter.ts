/**
 * Loaded into a server that the command line starts for itself: when the command line is gone, however it ended, the
 * server stops too. It would otherwise hold the book's folder for ever.
 */
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
