// SPDX-FileCopyrightText: 2026 The Maru authors
// SPDX-License-Identifier: MIT

// The seed's React client, mended so that it builds and shows something: the imports, the two components, and the input that is
// empty after sending. Its faults in the protocol are kept, and Maru bears them: it joins before it is connected, twice under
// StrictMode, and never again after a loss.

import { useEffect, useState } from "react";
import socket from "./utils/socket";

function ChatList({ messageList, user }) {
  return (
    <ul>
      {messageList.map((message, i) => (
        <li key={i} className={message.user.id === user?._id ? "mine" : ""}>
          <b>{message.user.userName ?? message.user.name}</b> <span>{message.chat}</span>
        </li>
      ))}
    </ul>
  );
}

function ChatInput({ message, setMessage, sendMessage }) {
  return (
    <div>
      <input value={message} onChange={(event) => setMessage(event.target.value)} />
      <button onClick={sendMessage}>전송</button>
    </div>
  );
}

export default function App() {
  const [user, setUser] = useState(null);
  const [message, setMessage] = useState("");
  const [messageList, setMessageList] = useState([]);

  useEffect(() => {
    socket.connect();
    socket.on("message", (received) => setMessageList((previous) => previous.concat(received)));
    userJoin();
    return () => {
      socket.off("message");
      socket.disconnect();
    };
  }, []);

  const userJoin = () => {
    const userName = prompt("이름을 입력하세요.");
    socket.emit("join", userName, (answer) => {
      if (answer?.succese) setUser(answer.user);
    });
  };

  const sendMessage = () => {
    socket.emit("sendMessage", message);
    setMessage("");
  };

  return (
    <div className="App">
      <ChatList messageList={messageList} user={user} />
      <ChatInput message={message} setMessage={setMessage} sendMessage={sendMessage} />
    </div>
  );
}
