// Loaded into a program by `--require`, for tests alone: when its parent asks, its JavaScript stands still until it is killed, as that
// of a process which gets no processor. Threads that are not JavaScript's, as those of Temporal's SDK, go on.
process.on('message', (message) => {
  if (message !== 'stand still') return;
  process.send({ type: 'standing still' }, () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
});
