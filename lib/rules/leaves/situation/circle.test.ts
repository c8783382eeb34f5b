import { describe, expect, it } from "vitest";
import { circleAround, isInCircle, type Place, toHundredths } from "@/lib/rules/leaves/situation/circle";

/** The law of cosines on a sphere, in other terms than the table's. */
function kmBetween(a: Place, b: Place): number {
	const radians = (degrees: number) => (degrees * Math.PI) / 180;
	const on = ({ latitude, longitude }: Place) => {
		const [phi, lambda] = [radians(latitude), radians(longitude)];
		return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)] as const;
	};
	const [p, q] = [on(a), on(b)];
	const chord = Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
	return 2 * 6371.0088 * Math.asin(Math.min(1, chord / 2));
}

function isWithin(center: Place, km: number, place: Place): boolean {
	return isInCircle(circleAround(center, km), {
		latitude: toHundredths(place.latitude),
		longitude: toHundredths(place.longitude),
	});
}

const munich = { latitude: 48.14, longitude: 11.58 };

describe("a circle on the earth", () => {
	it("agrees with the distance of places all over it, but for what lies within 20 m of its line", () => {
		const centers = [
			munich,
			{ latitude: 0, longitude: 0 },
			{ latitude: 89.99, longitude: 12 },
			{ latitude: -90, longitude: 0 },
			{ latitude: -16.5, longitude: 179.99 },
		];
		let compared = 0;
		for (const center of centers) {
			for (const km of [0.5, 5, 80, 1_500, 9_000, 19_999]) {
				const circle = circleAround(center, km);
				for (let latitude = -90; latitude <= 90; latitude += 7.49) {
					for (let longitude = -180; longitude <= 180; longitude += 8.87) {
						const place = { latitude: toHundredths(latitude), longitude: toHundredths(longitude) };
						const distance = kmBetween(center, {
							latitude: place.latitude / 100,
							longitude: place.longitude / 100,
						});
						if (Math.abs(distance - km) < 0.02) continue;
						compared++;
						expect(
							isInCircle(circle, place),
							`${km} km of ${JSON.stringify(center)}: ${JSON.stringify(place)}`,
						).toBe(distance <= km);
					}
				}
			}
		}
		expect(compared).toBeGreaterThan(25_000);
	});

	it("knows what everyone knows", () => {
		expect(isWithin(munich, 505, { latitude: 52.52, longitude: 13.4 })).toBe(true);
		expect(isWithin(munich, 500, { latitude: 52.52, longitude: 13.4 })).toBe(false);
		expect(isWithin(munich, 0.1, munich)).toBe(true);
		// Across the antimeridian.
		expect(
			isWithin({ latitude: -16.5, longitude: 179.99 }, 10, { latitude: -16.52, longitude: -179.95 }),
		).toBe(true);
		// The other end of the earth.
		expect(isWithin(munich, 20_000, { latitude: -48.14, longitude: -168.42 })).toBe(false);
		expect(isWithin(munich, 19_000, { latitude: -40, longitude: -168.42 })).toBe(false);
	});
});
