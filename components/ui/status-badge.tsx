import {
	AlertTriangle,
	CheckCircle2,
	Circle,
	CircleDashed,
	type LucideIcon,
	Pause,
	XCircle,
} from "lucide-react";
import type { ReactNode } from "react";
import { Badge, type BadgeVariant } from "./badge";

export type StatusTone = "good" | "busy" | "waiting" | "paused" | "warning" | "bad" | "neutral";

const tones: Record<StatusTone, { variant: BadgeVariant; icon: LucideIcon }> = {
	good: { variant: "success", icon: CheckCircle2 },
	busy: { variant: "default", icon: CircleDashed },
	waiting: { variant: "secondary", icon: CircleDashed },
	paused: { variant: "secondary", icon: Pause },
	warning: { variant: "warning", icon: AlertTriangle },
	bad: { variant: "destructive", icon: XCircle },
	neutral: { variant: "secondary", icon: Circle },
};

/** A state as color, icon and word together. */
export function StatusBadge({
	tone,
	children,
	className,
}: {
	tone: StatusTone;
	children: ReactNode;
	className?: string;
}) {
	const { variant, icon: Icon } = tones[tone];
	return (
		<Badge variant={variant} className={className}>
			<Icon
				aria-hidden="true"
				className={tone === "busy" ? "animate-spin [animation-duration:3s]" : undefined}
			/>
			{children}
		</Badge>
	);
}
