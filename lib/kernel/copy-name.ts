import { cutText } from "@/lib/kernel/cut-text";

/** What a copy is called at first, within the letters a name may have. */
export function copyName(name: string, longest: number): string {
	return cutText(`Copy of ${name}`, longest);
}
