import { RelativeTime } from "@/components/ui/relative-time";

/** When something that failed is retried automatically. */
export function NextTry({ at }: { at: string | null }) {
	if (at === null) return <>Retries automatically.</>;
	return (
		<>
			Retries automatically, <RelativeTime at={at} /> at the latest.
		</>
	);
}
