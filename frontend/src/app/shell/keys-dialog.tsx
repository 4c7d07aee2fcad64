/** The keys that do something everywhere. */
import { Kbd, Modal, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";

const onMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
const KEYS = [
  { name: "search", keys: [onMac ? "⌘" : "Ctrl", "K"] },
  { name: "keys", keys: ["?"] },
  { name: "next", keys: ["Tab"] },
  { name: "press", keys: ["Enter"] },
  { name: "close", keys: ["Esc"] },
] as const;

export default function KeysDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["help", "shared"]);
  return (
    <Modal opened onClose={onClose} title={t("keys.title")} closeButtonProps={{ "aria-label": t("shared:close") }}>
      <Table>
        <Table.Tbody>
          {KEYS.map(({ name, keys }) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" fw={400}>
                {t(`keys.${name}`)}
              </Table.Th>
              <Table.Td>
                {keys.map((each) => (
                  <Kbd key={each} mr={4}>
                    {each}
                  </Kbd>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
