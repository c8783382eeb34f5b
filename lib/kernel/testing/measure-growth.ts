/**
 * How many times as much work four times as much input is, by this process's own processor time: what else the machine
 * does is not counted. Linear work answers about 4, quadratic 16. The quietest of several rounds counts.
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
		// So little work that the clock hardly sees it is done several times.
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
