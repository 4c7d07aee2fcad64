/** Links within the app: no page load, preloaded on hover. */
import {
  Anchor,
  Button,
  Card,
  NavLink,
  type AnchorProps,
  type ButtonProps,
  type CardProps,
  type NavLinkProps,
} from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, ReactNode, Ref } from "react";

type Native<Own> = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof Own> & { ref?: Ref<HTMLAnchorElement> };

const RoutedAnchor = createLink((props: AnchorProps & Native<AnchorProps>) => <Anchor {...props} />);
const RoutedButton = createLink((props: ButtonProps & Native<ButtonProps>) => <Button component="a" {...props} />);
const RoutedCard = createLink((props: CardProps & Native<CardProps>) => <Card component="a" {...props} />);
const RoutedNavLink = createLink((props: NavLinkProps & Native<NavLinkProps>) => <NavLink component="a" {...props} />);

interface To {
  to: string;
  search?: Record<string, string>;
  children?: ReactNode;
}

export function Link({ to, search, ...props }: To & AnchorProps & Native<AnchorProps>) {
  return <RoutedAnchor to={to} search={search ?? {}} {...props} />;
}

export function LinkButton({ to, search, ...props }: To & ButtonProps & Native<ButtonProps>) {
  return <RoutedButton to={to} search={search ?? {}} {...props} />;
}

/** A whole card that leads somewhere. Put the name of what it leads to in it as a heading or plain text. */
export function LinkCard({ to, search, ...props }: To & CardProps & Native<CardProps>) {
  return <RoutedCard to={to} search={search ?? {}} {...props} />;
}

export function PlaceLink({
  to,
  search,
  exact = false,
  ...props
}: To & NavLinkProps & Native<NavLinkProps> & { exact?: boolean }) {
  return (
    <RoutedNavLink
      to={to}
      search={search ?? {}}
      activeOptions={{ exact, includeSearch: false }}
      activeProps={{ active: true, "aria-current": "page" }}
      {...props}
    />
  );
}
