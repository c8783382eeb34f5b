/**
 * The lift worth acting on where none is stated: a tenth of the rate without the campaign, and of a share no more than half
 * of what is left to gain. At 95 % a tenth could never be reached.
 */
export function defaultWorth(rate: number, isShare: boolean): number {
	return isShare ? Math.min(rate / 10, (1 - rate) / 2) : rate / 10;
}
