import type { SituationLeaf, situationAspects } from "@/lib/rules/rule";

type Aspect = (typeof situationAspects)[number];

/** Where an event keeps each aspect; what is kept of a message's context is the intake's to say. */
export const aspectPaths: Record<Aspect, string> = {
	device: "context.device.type",
	os: "context.os.name",
	app: "context.app.name",
	locale: "context.locale",
	country: "context.location.country",
	region: "context.location.region",
	city: "context.location.city",
};

export const latitudePath = "context.location.latitude";
export const longitudePath = "context.location.longitude";

export const aspectLabels: Record<Aspect, string> = {
	device: "device",
	os: "operating system",
	app: "app",
	locale: "language",
	country: "country",
	region: "region",
	city: "city",
};

type Latest = Extract<SituationLeaf["test"], { kind: "latest" }>;

/** The latest aspect as a comparison of text. */
export function comparedAspect({ operator, value, ignoreCase }: Latest) {
	return { type: "string" as const, operator, value, ...(ignoreCase === undefined ? {} : { ignoreCase }) };
}
