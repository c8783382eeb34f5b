import { cutText } from "@/lib/kernel/cut-text";

/** The initial name of a copy, within the length limit of names. */
export function copyName(name: string, longest: number): string {
	return cutText(`Copy of ${name}`, longest);
}
