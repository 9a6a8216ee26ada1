"""The calls of COM behind ``wia``: interfaces of WIA 2.0 by hand, streams in memory, no files.

Nothing of it exists outside Windows; the module can be imported anywhere.
"""

from __future__ import annotations

import ctypes
import sys
from typing import ClassVar

VT_I4, VT_BSTR, VT_UI4, VT_CLSID = 3, 8, 19, 72


class PropSpec(ctypes.Structure):
    """PROPSPEC: which property, here always by number."""

    _fields_: ClassVar = [("kind", ctypes.c_uint32), ("propid", ctypes.c_void_p)]


class PropValue(ctypes.Union):
    """The part of PROPVARIANT that holds the value."""

    _fields_: ClassVar = [
        ("number", ctypes.c_int32),
        ("pointer", ctypes.c_void_p),
        ("room", ctypes.c_void_p * 2),
    ]


class PropVariant(ctypes.Structure):
    """PROPVARIANT: a type and a value."""

    _fields_: ClassVar = [
        ("vt", ctypes.c_uint16),
        ("reserved", ctypes.c_uint16 * 3),
        ("value", PropValue),
    ]


def property_named(property_id: int) -> PropSpec:
    """The PROPSPEC of a property."""
    return PropSpec(1, property_id)


if sys.platform == "win32":
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import contextmanager
    from ctypes import HRESULT, POINTER, byref, c_int32, c_int64, c_uint32, c_uint64, c_void_p
    from typing import Any

    import comtypes
    from comtypes import BSTR, COMMETHOD, GUID, COMObject, IUnknown

    from desk_app.paper.scanners.port import Moved, Stopped
    from desk_app.paper.scanners.wia_port import (
        DEVICE_ID,
        DEVICE_MAKER,
        DEVICE_NAME,
        DEVICE_TYPE,
        ComFault,
        Imaging,
    )

    _LOCAL_DEVICES = 0x10
    _END_OF_STREAM = 2
    _STOP = 1  # S_FALSE from the callback ends the transfer
    _ole32 = ctypes.OleDLL("ole32")

    class IStream(IUnknown):
        _iid_ = GUID("{0000000C-0000-0000-C000-000000000046}")
        _methods_ = [
            COMMETHOD(
                [],
                HRESULT,
                "Read",
                (["in"], c_void_p, "pv"),
                (["in"], c_uint32, "cb"),
                (["in"], POINTER(c_uint32), "pcbRead"),
            ),
            COMMETHOD(
                [],
                HRESULT,
                "Write",
                (["in"], c_void_p, "pv"),
                (["in"], c_uint32, "cb"),
                (["in"], POINTER(c_uint32), "pcbWritten"),
            ),
            COMMETHOD(
                [],
                HRESULT,
                "Seek",
                (["in"], c_int64, "dlibMove"),
                (["in"], c_uint32, "dwOrigin"),
                (["in"], POINTER(c_uint64), "plibNewPosition"),
            ),
        ]

    class IWiaPropertyStorage(IUnknown):
        _iid_ = GUID("{98B5E8A0-29CC-491A-AAC0-E6DB4FDCCEB6}")
        _methods_ = [
            COMMETHOD(
                [],
                HRESULT,
                "ReadMultiple",
                (["in"], c_uint32, "cpspec"),
                (["in"], POINTER(PropSpec), "rgpspec"),
                (["in"], POINTER(PropVariant), "rgpropvar"),
            ),
            COMMETHOD(
                [],
                HRESULT,
                "WriteMultiple",
                (["in"], c_uint32, "cpspec"),
                (["in"], POINTER(PropSpec), "rgpspec"),
                (["in"], POINTER(PropVariant), "rgpropvar"),
                (["in"], c_uint32, "propidNameFirst"),
            ),
        ]

    class WiaTransferParams(ctypes.Structure):
        _fields_ = [
            ("message", c_int32),
            ("percent", c_int32),
            ("transferred", c_uint64),
            ("status", c_int32),
        ]

    class IWiaTransferCallback(IUnknown):
        _iid_ = GUID("{27D4EAAF-28A6-4CA5-9AAB-E678168B9527}")
        _methods_ = [
            COMMETHOD(
                [],
                HRESULT,
                "TransferCallback",
                (["in"], c_int32, "lFlags"),
                (["in"], POINTER(WiaTransferParams), "params"),
            ),
            COMMETHOD(
                [],
                HRESULT,
                "GetNextStream",
                (["in"], c_int32, "lFlags"),
                (["in"], BSTR, "name"),
                (["in"], BSTR, "fullName"),
                (["out"], POINTER(POINTER(IStream)), "destination"),
            ),
        ]

    class IWiaTransfer(IUnknown):
        _iid_ = GUID("{C39D6942-2F4E-4D04-92FE-4EF4D3A1DE5A}")
        _methods_ = [
            COMMETHOD(
                [],
                HRESULT,
                "Download",
                (["in"], c_int32, "lFlags"),
                (["in"], POINTER(IWiaTransferCallback), "callback"),
            ),
        ]

    class IWiaItem2(IUnknown):
        _iid_ = GUID("{6CBA0075-1287-407D-9B77-CF0E030435CC}")

    class IEnumWiaItem2(IUnknown):
        _iid_ = GUID("{59970AF4-CD0D-44D9-AB24-52295630E582}")
        _methods_ = [
            COMMETHOD(
                [],
                HRESULT,
                "Next",
                (["in"], c_uint32, "celt"),
                (["in"], POINTER(POINTER(IWiaItem2)), "rgelt"),
                (["in"], POINTER(c_uint32), "fetched"),
            ),
        ]

    IWiaItem2._methods_ = [
        COMMETHOD([], HRESULT, "CreateChildItem"),
        COMMETHOD([], HRESULT, "DeleteItem"),
        COMMETHOD(
            [],
            HRESULT,
            "EnumChildItems",
            (["in"], POINTER(GUID), "category"),
            (["out"], POINTER(POINTER(IEnumWiaItem2)), "items"),
        ),
        COMMETHOD([], HRESULT, "FindItemByName"),
        COMMETHOD([], HRESULT, "GetItemCategory", (["out"], POINTER(GUID), "category")),
    ]

    class IEnumWIA_DEV_INFO(IUnknown):
        _iid_ = GUID("{5E38B83C-8CF1-11D1-BF92-0060081ED811}")
        _methods_ = [
            COMMETHOD(
                [],
                HRESULT,
                "Next",
                (["in"], c_uint32, "celt"),
                (["in"], POINTER(POINTER(IWiaPropertyStorage)), "rgelt"),
                (["in"], POINTER(c_uint32), "fetched"),
            ),
        ]

    class IWiaDevMgr2(IUnknown):
        _iid_ = GUID("{79C07CF1-CBDD-41EE-8EC3-F00080CADA7A}")
        _methods_ = [
            COMMETHOD(
                [],
                HRESULT,
                "EnumDeviceInfo",
                (["in"], c_int32, "lFlags"),
                (["out"], POINTER(POINTER(IEnumWIA_DEV_INFO)), "devices"),
            ),
            COMMETHOD(
                [],
                HRESULT,
                "CreateDevice",
                (["in"], c_int32, "lFlags"),
                (["in"], BSTR, "deviceId"),
                (["out"], POINTER(POINTER(IWiaItem2)), "root"),
            ),
        ]

    _MANAGER = GUID("{B6C292BC-7C88-41EE-8B54-8EC92617E599}")

    @contextmanager
    def com_imaging() -> Iterator[Imaging]:
        """The imaging service for the thread that calls."""
        comtypes.CoInitializeEx(comtypes.COINIT_MULTITHREADED)
        try:
            with _faults():
                manager = comtypes.CoCreateInstance(
                    _MANAGER, IWiaDevMgr2, comtypes.CLSCTX_LOCAL_SERVER
                )
            yield _Service(manager)
            del manager
        finally:
            comtypes.CoUninitialize()

    @contextmanager
    def _faults() -> Iterator[None]:
        try:
            yield
        except comtypes.COMError as fault:
            raise ComFault(fault.hresult) from fault
        except OSError as fault:
            raise ComFault(getattr(fault, "winerror", None) or 0x80004005) from fault

    class _Service:
        def __init__(self, manager: Any) -> None:
            self._manager = manager

        def devices(self) -> Sequence[Mapping[int, Any]]:
            with _faults():
                found = _all(self._manager.EnumDeviceInfo(_LOCAL_DEVICES), IWiaPropertyStorage)
                known = (DEVICE_ID, DEVICE_MAKER, DEVICE_TYPE, DEVICE_NAME)
                return [{key: _read(one, key) for key in known} for one in found]

        def open(self, device_id: str) -> _Item:
            with _faults():
                return _Item(self._manager.CreateDevice(0, device_id))

    class _Item:
        def __init__(self, item: Any) -> None:
            self._item = item
            self._storage = item.QueryInterface(IWiaPropertyStorage)

        def category(self) -> str:
            with _faults():
                return str(self._item.GetItemCategory()).strip("{}").lower()

        def children(self) -> Sequence[_Item]:
            with _faults():
                return [_Item(one) for one in _all(self._item.EnumChildItems(None), IWiaItem2)]

        def read(self, property_id: int) -> Any:
            with _faults():
                return _read(self._storage, property_id)

        def write(self, property_id: int, value: int | str) -> None:
            variant = PropVariant()
            guid = GUID(f"{{{value}}}") if isinstance(value, str) else None
            if guid is not None:
                variant.vt = VT_CLSID
                variant.value.pointer = ctypes.addressof(guid)
            else:
                variant.vt = VT_I4
                variant.value.number = value
            with _faults():
                spec = property_named(property_id)
                self._storage.WriteMultiple(1, byref(spec), byref(variant), 2)

        def download(self, page: Callable[[bytes], None], moved: Moved, stopped: Stopped) -> None:
            with _faults():
                transfer = self._item.QueryInterface(IWiaTransfer)
                receiver = _Receiver(page, moved, stopped)
                transfer.Download(0, receiver.QueryInterface(IWiaTransferCallback))

    class _Receiver(COMObject):
        """Takes the images of a transfer into memory, one stream after the other."""

        _com_interfaces_ = [IWiaTransferCallback]

        def __init__(self, page: Callable[[bytes], None], moved: Moved, stopped: Stopped) -> None:
            super().__init__()
            self._page, self._moved, self._stopped = page, moved, stopped
            self._stream: Any = None

        def IWiaTransferCallback_TransferCallback(self, this: Any, flags: int, params: Any) -> int:
            self._moved()
            if params[0].message == _END_OF_STREAM and self._stream is not None:
                data, self._stream = _bytes_of(self._stream), None
                if data:
                    self._page(data)
            return _STOP if self._stopped() else 0

        def IWiaTransferCallback_GetNextStream(
            self, this: Any, flags: int, name: Any, full_name: Any, destination: Any
        ) -> int:
            stream = POINTER(IStream)()
            _ole32.CreateStreamOnHGlobal(None, True, byref(stream))
            self._stream = stream
            stream.AddRef()  # the one the caller lets go
            destination[0] = stream
            return 0

    def _bytes_of(stream: Any) -> bytes:
        size = c_uint64()
        stream.Seek(0, 2, byref(size))
        stream.Seek(0, 0, None)
        buffer = ctypes.create_string_buffer(size.value)
        got = c_uint32()
        stream.Read(ctypes.cast(buffer, c_void_p), size.value, byref(got))
        return buffer.raw[: got.value]

    def _all(enumeration: Any, interface: Any) -> Iterator[Any]:
        while True:
            one, fetched = POINTER(interface)(), c_uint32()
            enumeration.Next(1, byref(one), byref(fetched))
            if not fetched.value:
                return
            yield one

    def _read(storage: Any, property_id: int) -> Any:
        spec, variant = property_named(property_id), PropVariant()
        storage.ReadMultiple(1, byref(spec), byref(variant))
        try:
            if variant.vt in (VT_I4, VT_UI4):
                return variant.value.number
            if variant.vt == VT_BSTR:
                return ctypes.wstring_at(variant.value.pointer)
            return None
        finally:
            _ole32.PropVariantClear(byref(variant))
