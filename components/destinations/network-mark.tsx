import type { ReactNode } from "react";
import { cn } from "@/components/ui/class-names";

/** Our own icons in the networks' colors, white on each with at least 4.5:1 contrast; no trademarks. */
const marks: Record<string, { color: string; glyph: ReactNode }> = {
	// A magnifying glass: ads beside a search.
	google: {
		color: "#1f6b3a",
		glyph: <path d="M10.5 5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11M14.5 14.5L19 19" />,
	},
	klaviyo: {
		color: "#7a2e1d",
		// An envelope with a flag: messages to a list.
		glyph: <path d="M4.5 8h15v10h-15zM4.5 8.5l7.5 5.5l7.5-5.5M12 8V4.5h4" />,
	},
	linkedin: {
		color: "#0a5689",
		// A briefcase: people at work.
		glyph: <path d="M4.5 9h15v9.5h-15zM9 9V6h6v3M4.5 13h15" />,
	},
	meta: {
		color: "#0b5ed7",
		// Two loops that meet: people on two sides of one feed.
		glyph: <path d="M4 16c0-5 2-8 4.5-8S12 12 12 12s1 4 3.5 4S20 13 20 8" />,
	},
	tiktok: {
		color: "#1c1e26",
		// A play button: short films.
		glyph: <path d="M8.5 6.5v11l9-5.5z" />,
	},
	webhook: {
		color: "#475569",
		glyph: (
			<>
				<path d="M5 12h11M12 7l5 5-5 5" />
				<path d="M20 6v12" />
			</>
		),
	},
};

/** A network's icon, or its first letter if it has none yet. Its name is beside it. */
export function NetworkMark({
	network,
	name,
	className,
}: {
	network: string;
	name: string;
	className?: string;
}) {
	const mark = marks[network === "google-service" ? "google" : network];
	return (
		<svg
			viewBox="0 0 24 24"
			aria-hidden="true"
			className={cn("size-8 shrink-0 rounded-md", className)}
			fill="none"
			stroke="#fff"
			strokeWidth={2.2}
			strokeLinecap="round"
			strokeLinejoin="round"
		>
			<rect width="24" height="24" fill={mark?.color ?? "#475569"} stroke="none" />
			{mark?.glyph ?? (
				<text x="12" y="16.5" textAnchor="middle" fontSize="13" fontWeight="600" fill="#fff" stroke="none">
					{name.charAt(0).toUpperCase()}
				</text>
			)}
		</svg>
	);
}
