/**
 * An interval that may be looked at any number of times: the asymptotic confidence sequence of
 * Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas, "Time-uniform central limit theory and asymptotic
 * confidence sequences", Annals of Statistics 52 (2024), theorem 2.2, on the arm difference whose
 * standard error at n people is `se` (so σ̂² = n·se²):
 *   value ± se · √( 2(nρ² + 1)/(nρ²) · ln( √(nρ² + 1) / α ) )
 * ρ makes it narrowest at `tunedAt` people (their equation for ρ, appendix B) and must be fixed before
 * looking. It is asymptotic: not to be shown before there are 20 conversions in the smaller arm.
 */
export function confidenceSequence(
	value: number,
	se: number,
	n: number,
	tunedAt: number,
	alpha = 0.05,
): { low: number; high: number } {
	const a = -2 * Math.log(alpha);
	const rhoSquared = (a + Math.log(a) + 1) / tunedAt;
	const nr = n * rhoSquared;
	const half = se * Math.sqrt(((2 * (nr + 1)) / nr) * Math.log(Math.sqrt(nr + 1) / alpha));
	return { low: value - half, high: value + half };
}
