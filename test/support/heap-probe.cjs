// Loaded into a program by `--require`, for tests alone: says how much memory it holds once everything that nobody needs any
// more is gone, when its parent asks. The product itself has no way to ask for it.
const v8 = require('node:v8');
const vm = require('node:vm');

// Node takes this flag in no other way from the environment.
v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc');

process.on('message', (message) => {
  if (message !== 'memory') return;
  collect();
  // What a first collection finds free lets go of more: buffers are freed after what held them.
  setImmediate(() => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    process.send({ type: 'memory', bytes: heapUsed + external });
  });
});
