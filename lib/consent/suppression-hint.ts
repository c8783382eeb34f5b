import type { SuppressedKind } from "@/lib/consent/suppressions";

/** Enough of an identifier for someone who knows it to recognize it. */
export function suppressionHint(kind: SuppressedKind, value: string): string {
	if (kind === "email") {
		const at = value.lastIndexOf("@");
		return `${[...value][0] ?? ""}…${value.slice(at)}`;
	}
	if (kind === "phone") return `${value.slice(0, 3)}…${value.slice(-2)}`;
	return `${[...value].slice(0, value.length > 4 ? 2 : 1).join("")}…`;
}
