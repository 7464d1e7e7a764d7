import { SeededRandom } from './seeded-random';

const drawn = (seed: number) => {
  const random = new SeededRandom(seed);
  const other = random.fork();
  return Array.from({ length: 50 }, () => [
    random.between(1, 6),
    random.weighted({ often: 9, seldom: 1 }),
    other.chance(50),
  ]);
};

test('the same seed plans the same, another one something else', () => {
  expect(drawn(7)).toEqual(drawn(7));
  expect(drawn(8)).not.toEqual(drawn(7));
});

test('whole numbers reach both ends, and weights count', () => {
  const random = new SeededRandom(1);
  const dice = new Set(Array.from({ length: 200 }, () => random.between(1, 6)));
  expect([...dice].sort()).toEqual([1, 2, 3, 4, 5, 6]);
  const often = Array.from({ length: 1_000 }, () => random.weighted({ often: 9, seldom: 1 }));
  expect(often.filter((word) => word === 'often').length).toBeGreaterThan(800);
});
