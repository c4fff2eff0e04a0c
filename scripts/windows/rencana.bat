@echo off
rem Menyusun rencana kunjungan, lalu membuka folder hasilnya.
rem Dengan data sendiri: seret berkas isian.xlsx ke atas rencana.bat.
rem Pilihan tambahan ditulis di belakangnya, misalnya: rencana.bat --weeks 1
setlocal
cd /d "%~dp0"
set PYTHONUTF8=1
if not exist .venv\Scripts\jemput-bola.exe goto belum_dipasang

set "SAAT="
for /f %%T in ('.venv\Scripts\python -c "import datetime as d; print(d.datetime.now().isoformat('_', 'seconds').replace(':', ''))"') do set "SAAT=%%T"
set "HASIL=hasil\%SAAT%"
if /i "%~x1"==".xlsx" goto buku_kerja
.venv\Scripts\jemput-bola plan --out "%HASIL%" %*
goto selesai
:buku_kerja
.venv\Scripts\jemput-bola plan --out "%HASIL%" --data "%~1"
:selesai
set KODE=%ERRORLEVEL%
echo.
if "%KODE%"=="0" echo Rencana selesai: %HASIL%
if "%KODE%"=="1" echo Tidak semua keinginan dapat dipenuhi; alasannya ada di %HASIL%
if "%KODE%"=="2" echo Ada data yang perlu diperbaiki; baca pesan di atas. Tidak ada yang ditulis.
if exist "%HASIL%" start "" "%HASIL%"
pause
exit /b %KODE%

:belum_dipasang
echo Jalankan pasang.bat lebih dahulu. Bila folder ini dipindahkan, jalankan pasang.bat sekali lagi.
pause
exit /b 1
