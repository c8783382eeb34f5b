/**
 * How many times as much work a fourfold input takes, by this process's own CPU time: other load on the
 * machine is not counted. Linear work returns about 4, quadratic 16. The fastest of several rounds counts.
 */
export function measureGrowth<Input>(
	make: (size: number) => Input,
	work: (input: Input) => unknown,
	size: number,
): number {
	const [small, large] = [make(size), make(4 * size)];
	work(small);
	work(large);
	let least = Number.POSITIVE_INFINITY;
	for (let round = 0; round < 5 && least > 5; round++) {
		// Work too small for the clock is repeated.
		const times = Math.max(
			1,
			Math.ceil(
				2_000 /
					Math.max(
						1,
						microseconds(() => work(small)),
					),
			),
		);
		const of = (input: Input) =>
			Math.min(
				...[1, 2, 3].map(() =>
					microseconds(() => {
						for (let i = 0; i < times; i++) work(input);
					}),
				),
			);
		least = Math.min(least, of(large) / Math.max(1, of(small)));
	}
	return least;
}

function microseconds(run: () => void): number {
	const before = process.cpuUsage();
	run();
	const { user, system } = process.cpuUsage(before);
	return user + system;
}
