export const roles = ["admin", "marketer", "analyst", "viewer"] as const;
export type Role = (typeof roles)[number];

export const roleMeaning: Record<Role, string> = {
	admin: "Connects accounts, manages people of the workspace, keys and everything below",
	marketer: "Builds segments and campaigns, imports data, runs syncs",
	analyst: "Reads everything, people included; changes nothing",
	viewer: "Reads segments, campaigns and results; sees no personal data",
};

const viewer: readonly Role[] = ["admin", "marketer", "analyst", "viewer"];
const analyst: readonly Role[] = ["admin", "marketer", "analyst"];
const marketer: readonly Role[] = ["admin", "marketer"];
const admin: readonly Role[] = ["admin"];

/** The one policy table: which roles may do what. Every route and every page names one of these actions. */
export const policy = {
	"workspace.read": viewer,
	"people.read": analyst,
	"erasures.write": admin,
	"people.download": admin,
	"data.read": analyst,
	"data.write": marketer,
	"segments.read": viewer,
	"segments.write": marketer,
	"traits.read": viewer,
	"traits.write": marketer,
	"lists.read": viewer,
	"lists.write": marketer,
	"selects.write": admin,
	"destinations.read": viewer,
	"destinations.write": admin,
	"syncs.read": viewer,
	"syncs.write": marketer,
	"campaigns.read": viewer,
	"campaigns.write": marketer,
	"settings.read": admin,
	"settings.write": admin,
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof policy;

export function may(role: Role, action: Action): boolean {
	return policy[action].includes(role);
}

export function isAction(text: string): text is Action {
	return text in policy;
}

export function isRole(text: string): text is Role {
	return roles.includes(text as Role);
}

/** The lesser of two roles. */
export function lesserRole(one: Role, other: Role): Role {
	return roles.indexOf(one) > roles.indexOf(other) ? one : other;
}
