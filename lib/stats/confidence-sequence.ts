import type { Reach } from "@/lib/stats/estimate";

/**
 * How many standard errors an interval must reach that may be looked at any number of times: the asymptotic confidence
 * sequence of Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas, "Time-uniform central limit theory and asymptotic confidence
 * sequences", Annals of Statistics 52 (2024), theorem 2.2, on the arm difference whose standard error at n people is se
 * (so σ̂² = n·se²):
 *   √( 2(nρ² + 1)/(nρ²) · ln( √(nρ² + 1) / α ) )
 * ρ makes it narrowest at `tunedAt` people (their equation for ρ, appendix B) and must be fixed before
 * looking: `tunedFor` is the α it was tuned for, so that intervals of one campaign at several levels share one ρ. It is
 * asymptotic: not to be shown before there are 20 conversions in the smaller arm.
 */
export function alwaysValidReach(n: number, tunedAt: number, alpha = 0.05, tunedFor = alpha): Reach {
	const a = -2 * Math.log(tunedFor);
	const nr = (n * (a + Math.log(a) + 1)) / tunedAt;
	return { errors: Math.sqrt(((2 * (nr + 1)) / nr) * Math.log(Math.sqrt(nr + 1) / alpha)), p: null };
}
