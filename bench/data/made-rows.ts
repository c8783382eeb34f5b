import {
	asOf,
	countries,
	devices,
	eventNames,
	historyMs,
	homeCountries,
	pageEvents,
	pageSections,
	plans,
	productEvents,
	revenueEvents,
	type Scale,
} from "@/bench/data/shape";

const list = (values: readonly string[]) => `[${values.map((value) => `'${value}'`).join(", ")}]`;
const grain = 1_000_000_007;
/** A number in [0, 1) that depends only on the row and on what it is drawn for. */
const draw = (salt: number, levels = grain) => `((cityHash64(number, ${salt}) % ${levels}) / ${levels})`;
/** 0 … size − 1; the larger the exponent, the likelier small ones. */
const skewed = (salt: number, size: number, exponent: number) =>
	`toUInt32(floor(${size} * pow(${draw(salt)}, ${exponent})))`;
const oneOf = (values: readonly string[], index: string) => `${list(values)}[1 + ${index}]`;

function sharesDivisor(a: number, b: number): boolean {
	let [left, right] = [a, b];
	while (right > 0) [left, right] = [right, left % right];
	return left > 1;
}

/** So that busy people are not neighbors: uid = 1 + (rank · step + shift) mod people, each rank another uid. */
function shuffledUid(rank: string, people: number): string {
	let step = 998_244_353;
	while (sharesDivisor(step, people)) step += 2;
	return `toUInt32(1 + (toUInt64(${rank}) * ${step} + 12345) % ${people})`;
}

/**
 * Events number `from` to before `to` as typed rows (row, uid, event, ts, device, country, product_id, revenue, page).
 * Money comes in quarters: exact in binary, so that sums agree to the last bit in any order of addition.
 */
export function madeEventsSql({ people }: Scale, from: number, to: number): string {
	// With as many levels as people, the quiet end has gaps: about 28 % do nothing at all.
	const rank = `floor(${people} * pow(${draw(1, people)}, 2.2))`;
	return `SELECT number AS row, ${shuffledUid(rank, people)} AS uid,
	${oneOf(eventNames, skewed(2, eventNames.length, 2.6))} AS event,
	fromUnixTimestamp64Milli(toInt64(${asOf.getTime()} - cityHash64(number, 3) % ${historyMs}), 'UTC') AS ts,
	${oneOf(devices, skewed(4, devices.length, 1.6))} AS device,
	${oneOf(countries, skewed(5, countries.length, 2))} AS country,
	if(event IN ${list(productEvents)}, toNullable(toInt32(${skewed(6, 5_000, 2)})), NULL) AS product_id,
	if(event IN ${list(revenueEvents)}, toNullable(if(event = 'refund', -1, 1) * (5 + ${skewed(7, 800, 3)} / 4)), NULL) AS revenue,
	if(event IN ${list(pageEvents)}, toNullable(concat('/', ${oneOf(pageSections, skewed(8, pageSections.length, 1))}, '/', toString(${skewed(9, 60, 1)}))), NULL) AS page
FROM numbers(${from}, ${to - from})`;
}

/** Everyone, as typed rows (uid, plan, country, age, ltv, subscribed). */
export function madePeopleSql({ people }: Scale): string {
	return `SELECT toUInt32(number + 1) AS uid,
	${oneOf(plans, skewed(21, plans.length, 2.5))} AS plan,
	${oneOf(homeCountries, skewed(22, homeCountries.length, 2))} AS country,
	toInt32(18 + ${skewed(23, 60, 1)}) AS age,
	${skewed(24, 40_000, 3)} / 4 AS ltv,
	${draw(25)} < 0.6 AS subscribed
FROM numbers(${people})`;
}

/**
 * The event's properties as the JSON text of an incoming event; numbers with a point, as the product writes
 * them.
 */
export const propertiesSql = `concat('{"device":"', device, '","country":"', country, '"',
	if(isNull(product_id), '', concat(',"product_id":', toString(assumeNotNull(product_id)), '.0')),
	if(isNull(revenue), '', concat(',"revenue":', toDecimalString(assumeNotNull(revenue), 2))),
	if(isNull(page), '', concat(',"page":"', assumeNotNull(page), '"')), '}')`;
