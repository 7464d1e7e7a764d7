/**
 * Jest runs tests in a realm of their own: an error or an array that Node's core made is no instance of the test's `Error`
 * or `Array`, while in production there is one realm. Importing this before the module under test makes `instanceof` there
 * say what it says in production.
 */
function recognise(type: ErrorConstructor | ArrayConstructor, isOne: (value: unknown) => boolean): void {
  const ordinary = Function.prototype[Symbol.hasInstance];
  Object.defineProperty(type, Symbol.hasInstance, {
    value(this: unknown, value: unknown): boolean {
      return ordinary.call(this, value) || (this === type && isOne(value));
    },
  });
}

recognise(Array, Array.isArray);
recognise(Error, (value) => {
  let prototype = typeof value === 'object' && value !== null ? Object.getPrototypeOf(value) : null;
  while (prototype !== null && prototype.constructor?.name !== 'Error') prototype = Object.getPrototypeOf(prototype);
  return prototype !== null;
});

export {};
