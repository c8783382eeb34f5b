const earthRadiusKm = 6371.0088;
const wholeTurn = 36_000;

/** Places are whole hundredths of a degree, about 1 km: what is kept of where people are. */
export type Place = { latitude: number; longitude: number };

/**
 * A circle on the earth as whole numbers: for each row of latitude from `south` on, how far east or west of
 * `longitude` a place may be. Computed once, so that everything compares whole numbers and no two results
 * differ in a last digit.
 */
export type Circle = { longitude: number; south: number; reach: number[] };

/** Places within `km` of a point (rounded to hundredths of a degree), by great-circle distance. Degrees. */
export function circleAround({ latitude, longitude }: Place, km: number): Circle {
	const center = toHundredths(latitude);
	const angle = km / earthRadiusKm;
	const rows = Math.floor((angle * 180 * 100) / Math.PI);
	const south = Math.max(-9_000, center - rows);
	const north = Math.min(9_000, center + rows);
	const reach: number[] = [];
	for (let row = south; row <= north; row++) reach.push(reachInRow(center, row, angle));
	return { longitude: toHundredths(longitude), south, reach };
}

/** The most hundredths of a degree of longitude between two places of these latitudes that are within an angle. */
function reachInRow(center: number, row: number, angle: number): number {
	if (angle >= Math.PI) return wholeTurn / 2;
	const [a, b] = [toRadians(center), toRadians(row)];
	const between = Math.cos(a) * Math.cos(b);
	const part = Math.sin(angle / 2) ** 2 - Math.sin((a - b) / 2) ** 2;
	if (part < 0) return -1;
	if (between <= 0 || part >= between) return wholeTurn / 2;
	return Math.floor((2 * Math.asin(Math.sqrt(part / between)) * 180 * 100) / Math.PI);
}

/** Whether a place lies in it; both in hundredths of a degree. */
export function isInCircle(circle: Circle, { latitude, longitude }: Place): boolean {
	const reach = circle.reach[latitude - circle.south];
	if (reach === undefined) return false;
	const apart = Math.abs(longitude - circle.longitude);
	return Math.min(apart, wholeTurn - apart) <= reach;
}

/** Degrees as whole hundredths, halves upwards. */
export function toHundredths(degrees: number): number {
	return Math.floor(degrees * 100 + 0.5);
}

function toRadians(hundredths: number): number {
	return (hundredths * Math.PI) / 18_000;
}
