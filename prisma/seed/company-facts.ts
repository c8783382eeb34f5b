import { dayNumber, formatDay } from "@/lib/kernel/calendar-day";

// Names and numbers of the fictional company.
export const firstNames =
	"Maya Jonas Ines Tom Aiko Luca Nora Samir Elena David Priya Oscar Lena Marco Sofia Hugo Amina Felix Chloe Ravi Greta Pablo Yuki Nina Omar Clara Leo Zoe Ben Ida".split(
		" ",
	);
export const lastNames =
	"Lindqvist Becker Costa Nguyen Sato Rossi Olsen Haddad Petrova Miller Patel Berg Fischer Moretti Silva Laurent Diallo Weber Martin Kumar Novak Garcia Tanaka Kowalski Khan Jensen Brown Dubois Evans Moreau".split(
		" ",
	);
export const domains = [
	["example.com", 5],
	["example.org", 3],
	["example.net", 2],
] as const;
export const countries = [
	["US", 42],
	["DE", 16],
	["GB", 12],
	["FR", 9],
	["NL", 6],
	["ES", 5],
	["SE", 4],
	["JP", 4],
	["BR", 2],
] as const;
export const channels = [
	["organic", 38],
	["paid_social", 24],
	["paid_search", 16],
	["referral", 14],
	["partner", 8],
] as const;
export const features = [
	"Boards",
	"Automations",
	"Reports",
	"Time tracking",
	"Calendar",
	"Mobile app",
	"API",
];
export const products = [
	["Desk planner", "stationery", 24],
	["Whiteboard set", "office", 89],
	["QueryBasis mat", "office", 64],
	["Notebook trio", "stationery", 18],
	["Monitor light", "lighting", 79],
	["Desk lamp", "lighting", 55],
	["Cable kit", "accessories", 22],
	["Headset stand", "accessories", 32],
] as const;
export const planPrices = { free: 0, starter: 12, pro: 29, business: 79 } as const;
export type Plan = keyof typeof planPrices;

/** A birthday of someone between 20 and 67; not drawn, so the rest of the demo does not depend on it. */
export function birthdayOf(n: number): string {
	return formatDay(dayNumber({ year: 1959 + ((n * 7) % 48), month: 1, day: 1 }) + ((n * 37) % 365));
}
