// A page that shows the box and says how far it is.

import { useState } from "react";
import { createRoot } from "react-dom/client";

function TakePart({ task, invite }) {
  const [status, setStatus] = useState("Nothing has happened yet.");
  const show = ({ type, detail }) => setStatus(`${type} ${JSON.stringify(detail)}`);
  return (
    <>
      <h1>Take part</h1>
      <asyndbt-participant
        task={task}
        invite={invite}
        onjoined={show}
        onprogress={show}
        onfinished={show}
        onrefused={show}
        onfailed={show}
      />
      <p role="status">{status}</p>
    </>
  );
}

createRoot(document.getElementById("root")).render(<TakePart task="TASK" invite="INVITE" />);
