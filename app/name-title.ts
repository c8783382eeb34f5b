import type { Metadata } from "next";
import { AppError } from "@/lib/kernel/app-error";

/**
 * The title of a page about one thing is its name. If it cannot be read, the page says so, titled with this
 * word.
 */
export async function nameTitle(word: string, read: () => Promise<{ name: string }>): Promise<Metadata> {
	try {
		return { title: (await read()).name };
	} catch (error) {
		return { title: error instanceof AppError && error.code === "not_found" ? "Page not found" : word };
	}
}
