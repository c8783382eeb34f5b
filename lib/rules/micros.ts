/** Sums and averages are decimal, in millionths, so that neither order nor threads can move an answer at a threshold. */

/** A number in millionths, half to even: the same float steps as ClickHouse's `toInt64(round(x * 1e6))`, for |x| ≤ 1e12. */
export function toMicros(value: number): bigint {
	return BigInt(roundHalfEven(value * 1e6));
}

/** Rounds to a whole number, half to even, as ClickHouse's `round` does. */
export function roundHalfEven(value: number): number {
	const below = Math.floor(value);
	const rest = value - below;
	if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
	return below % 2 === 0 ? below : below + 1;
}

/** Average in millionths, half to even; null for an average of nothing. */
export function averageMicros(sum: bigint, count: number): bigint | null {
	if (count === 0) return null;
	const by = BigInt(count);
	const quotient = sum / by;
	const rest = sum % by;
	const twice = (rest < 0n ? -rest : rest) * 2n;
	const away = twice > by || (twice === by && quotient % 2n !== 0n);
	if (!away) return quotient;
	return sum < 0n ? quotient - 1n : quotient + 1n;
}
