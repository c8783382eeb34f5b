import type { ReactNode } from "react";
import { cn } from "@/components/ui/class-names";

/** Our own icons in the networks' colors, white on each with at least 4.5:1 contrast; no trademarks. */
const marks: Record<string, { color: string; glyph: ReactNode }> = {
	braze: {
		color: "#5b3a8c",
		// A speech bubble with a line in it: messages to one person.
		glyph: <path d="M4.5 6h15v10h-8L7 19.5V16H4.5zM8 11h8" />,
	},
	// A magnifying glass: ads beside a search.
	google: {
		color: "#1f6b3a",
		glyph: <path d="M10.5 5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11M14.5 14.5L19 19" />,
	},
	hubspot: {
		color: "#b03a1c",
		// A hub with three spokes: everyone who works with a contact.
		glyph: <path d="M12 9.5a3 3 0 1 0 0 6a3 3 0 0 0 0-6M12 9.5V5M9.5 14.5L6 18M14.5 14.5L18 18" />,
	},
	customerio: {
		color: "#5b3fb0",
		// An envelope: messages to people one knows.
		glyph: <path d="M4.5 7h15v10.5h-15zM4.5 7.5l7.5 6l7.5-6" />,
	},
	iterable: {
		color: "#a3245c",
		// Arrows in a circle: one message after another.
		glyph: <path d="M6 10.5a6.5 6.5 0 0 1 11.5-2M18 5v4h-4M18 13.5a6.5 6.5 0 0 1-11.5 2M6 19v-4h4" />,
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
	mailchimp: {
		color: "#7a4d00",
		// An envelope: a newsletter.
		glyph: <path d="M4 6.5h16v11H4zM4 7l8 6 8-6" />,
	},
	marketingcloud: {
		color: "#0c5c8f",
		// An envelope under a cloud: messages from what is known.
		glyph: (
			<path d="M8 10h8.5a2.6 2.6 0 0 0 0-5.2a3.6 3.6 0 0 0-6.8-.6a2.9 2.9 0 0 0-1.7 5.8zM5.5 13h13v6.5h-13zM5.5 13.5l6.5 4l6.5-4" />
		),
	},
	meta: {
		color: "#0b5ed7",
		// Two loops that meet: people on two sides of one feed.
		glyph: <path d="M4 16c0-5 2-8 4.5-8S12 12 12 12s1 4 3.5 4S20 13 20 8" />,
	},
	salesforce: {
		color: "#0b6aa8",
		// A cloud.
		glyph: <path d="M7.5 17.5h9.5a3.5 3.5 0 0 0 .5-7a5 5 0 0 0-9.5-1a4 4 0 0 0-.5 8z" />,
	},
	slack: {
		color: "#611f69",
		// A speech bubble: a message to a team.
		glyph: <path d="M5 6h14v9.5h-7.5L8 19v-3.5H5z" />,
	},
	postgres: {
		color: "#1e4e79",
		// A table.
		glyph: <path d="M5 6h14v12H5zM5 10h14M5 14h14M11 10v8" />,
	},
	s3: {
		color: "#9a3412",
		// A bucket.
		glyph: (
			<path d="M5 7c0-1.2 3.1-2 7-2s7 .8 7 2-3.1 2-7 2-7-.8-7-2l2 11c.2 1 2.3 1.5 5 1.5s4.8-.5 5-1.5l2-11" />
		),
	},
	sftp: {
		color: "#3730a3",
		// A file that is put into a folder.
		glyph: <path d="M4.5 7v11h15V9h-7l-2-2zM12 16v-4M10 13.5l2-2 2 2" />,
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

/** The same network, connected in another way. */
const variants: Record<string, string> = { "google-service": "google", "slack-webhook": "slack" };

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
	const mark = marks[variants[network] ?? network];
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
